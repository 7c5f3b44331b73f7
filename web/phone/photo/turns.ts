// Photos are made ready one after another in the whole app, since a cheap phone has room for one large picture. A page
// that is left goes on with its photos; the next page waits for them here.

export interface Turns {
  /** Runs it after all that came before, whatever became of them. */
  take: (work: () => Promise<void>) => Promise<void>
  /** Settled when nothing waits any more. */
  idle: () => Promise<void>
  /** Raw photos that somebody answers for already, so that nobody takes them up again. */
  claimed: Set<string>
}

export function newTurns(): Turns {
  let last: Promise<unknown> = Promise.resolve()
  return {
    take(work) {
      const mine = last.then(work)
      last = mine.catch(() => undefined)
      return mine
    },
    async idle() {
      for (let seen: unknown = null; seen !== last; ) {
        seen = last
        await last
      }
    },
    claimed: new Set(),
  }
}

export const turns = newTurns()
