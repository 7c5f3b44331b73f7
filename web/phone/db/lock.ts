// One at a time over all tabs of the app, where the browser can; over this one where it cannot.

const queues = new Map<string, Promise<unknown>>()

export type Lock = <T>(name: string, work: () => Promise<T>) => Promise<T>

export const exclusively: Lock = (name, work) => {
  if (navigator.locks) return navigator.locks.request(name, work) as Promise<never>
  // Wrapper apps with an old web view have a single page anyway.
  const before = queues.get(name) ?? Promise.resolve()
  const mine = before.then(work, work)
  queues.set(name, mine.catch(() => undefined))
  return mine
}

/** Only if nobody in any tab is at it just now; else null. */
export async function unlessBusy<T>(name: string, work: () => Promise<T>): Promise<T | null> {
  if (!navigator.locks) return work()
  return navigator.locks.request(name, { ifAvailable: true }, (mine) => (mine ? work() : null)) as Promise<T | null>
}
