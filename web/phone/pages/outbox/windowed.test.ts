// However long the list, few rows are drawn, the right ones, and the scroll bar does not notice.

import { describe, expect, it } from 'vitest'
import { offsetsOf, shownRows } from './windowed'

const rows = (count: number, height = 90) => Array.from({ length: count }, () => ({ height }))

describe('a list of 500', () => {
  const offsets = offsetsOf(rows(500))

  it.each([0, 1, 12_345, 30_000, 500 * 90 - 800])('draws few rows at %d, and all that can be seen', (top) => {
    const { from, to } = shownRows(offsets, top, 800)
    expect(to - from).toBeLessThan(30)
    expect(offsets[from]!).toBeLessThanOrEqual(top)
    expect(offsets[to]!).toBeGreaterThanOrEqual(Math.min(top + 800, 500 * 90))
  })

  it.each([-200, 0, 20_000, 99_999])('is as high as ever at %d', (top) => {
    const { from, to, above, below } = shownRows(offsets, top, 800)
    expect(above + (to - from) * 90 + below).toBe(500 * 90)
  })
})

describe('rows of different heights', () => {
  it('are found where they lie', () => {
    const offsets = offsetsOf([{ height: 40 }, ...rows(100), { height: 40 }, ...rows(100)])
    const { from, to } = shownRows(offsets, 40 + 90 * 100, 100)
    expect(from).toBeLessThanOrEqual(101)
    expect(to).toBeGreaterThan(102)
    expect(shownRows(offsets, 0, 100).from).toBe(0)
    expect(shownRows(offsets, 1e9, 100).to).toBe(202)
  })
})

describe('short lists', () => {
  it('are drawn whole; an empty one is nothing', () => {
    expect(shownRows(offsetsOf(rows(3)), 0, 800)).toEqual({ from: 0, to: 3, above: 0, below: 0 })
    expect(shownRows(offsetsOf([]), 0, 800)).toEqual({ from: 0, to: 0, above: 0, below: 0 })
  })
})
