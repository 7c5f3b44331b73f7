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
