// Which rows of a long list are worth drawing: those on the screen and a little around it. Rows may differ in height.

export interface Row {
  height: number
}

export interface Shown {
  /** The first row drawn and the one after the last. */
  from: number
  to: number
  /** Room to leave above and below, in pixels. */
  above: number
  below: number
}

/** Drawn beyond the screen on each side, so that a quick swipe meets no emptiness. */
const BEYOND_PX = 600

/** `offsets[i]` is where row i begins; one more for the end. */
export function offsetsOf(rows: Row[]): number[] {
  const offsets = [0]
  for (const { height } of rows) offsets.push(offsets[offsets.length - 1]! + height)
  return offsets
}

/** `top` is how far the list has been scrolled past its own beginning; negative while it has not reached the top. */
export function shownRows(offsets: number[], top: number, screen: number): Shown {
  const total = offsets[offsets.length - 1]!
  const from = rowAt(offsets, top - BEYOND_PX)
  const to = Math.min(offsets.length - 1, rowAt(offsets, top + screen + BEYOND_PX) + 1)
  return { from, to, above: offsets[from]!, below: total - offsets[to]! }
}

/** The row that lies at `y`; the first or last where it lies beyond them. */
function rowAt(offsets: number[], y: number): number {
  let [low, high] = [0, Math.max(0, offsets.length - 2)]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (offsets[middle]! <= y) low = middle
    else high = middle - 1
  }
  return low
}
