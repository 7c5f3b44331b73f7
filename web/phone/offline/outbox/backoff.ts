// How long to wait before trying again.

const FIRST_MS = 1_000
const LONGEST_MS = 5 * 60_000

/** After `failures` in a row, the first being 1. `share` in 0..1 is the jitter: a thousand phones that lost the same server must not come back at once. */
export function backoffMs(failures: number, share: number): number {
  const doubled = FIRST_MS * 2 ** Math.min(failures - 1, 20)
  return Math.min(doubled, LONGEST_MS) * (0.5 + share / 2)
}
