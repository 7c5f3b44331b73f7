// When a position was taken, by the phone's clock: that of positions may be another.

/** A position is asked for that is at most five seconds old; a busy phone hands it on late. */
const OLDEST_MS = 60_000

/**
 * On the clock that also says when a report or a visit began. Phones hand out positions a few seconds old; what looks
 * older, or comes from the future, was told by another clock, and then it is as old as its arrival.
 */
export function seenAt(at: number, arrivedAt: number): number {
  return at > arrivedAt || at < arrivedAt - OLDEST_MS ? arrivedAt : at
}
