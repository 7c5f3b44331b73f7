// What is kept of a walk, and what is not.

import { describe, expect, it } from 'vitest'
import { seenAt } from '../place/seen-at'
import { extended, thinned, within, type Fix, type Track, type TrackPoint } from './track'

const START = 1_760_000_000_000
const NOTHING: Track = { points: [], distanceM: 0 }
/** Degrees of latitude for a way to the north. */
const north = (metres: number) => metres / 111_195

function fix(metres: number, seconds: number, accuracyM: number | null = 8): Fix {
  return { lon: 105.72, lat: 34.58 + north(metres), accuracyM, at: START + seconds * 1_000 }
}

function walked(...fixes: Fix[]): Track {
  return fixes.reduce(extended, NOTHING)
}

describe('a track', () => {
  it('adds up the way walked', () => {
    const track = walked(fix(0, 0), fix(20, 10), fix(45, 20))
    expect(track.points).toHaveLength(3)
    expect(track.distanceM).toBeCloseTo(45, 0)
    expect(track.points[2]).toEqual([105.72, expect.closeTo(34.58 + north(45), 6), START + 20_000])
  })

  it('leaves out positions that say nothing', () => {
    const track = walked(fix(0, 0), fix(500, 10, 120), fix(300, 12, null), fix(4, 20))
    expect(track.points).toHaveLength(1)
    expect(track.distanceM).toBe(0)
  })

  it('does not walk while the phone lies still, however long', () => {
    const still = Array.from({ length: 400 }, (_, index) => fix(index % 2 === 0 ? 0 : 9, index * 10))
    const track = walked(...still)
    expect(track.distanceM).toBe(0)
    // 4000 seconds, a point every two minutes at most
    expect(track.points.length).toBeLessThanOrEqual(1 + 4000 / 120)
    expect(track.points.length).toBeGreaterThan(20)
  })

  it('believes a leg only when it is longer than the position is vague', () => {
    expect(walked(fix(0, 0), fix(30, 10, 40)).distanceM).toBe(0)
    expect(walked(fix(0, 0), fix(45, 10, 40)).distanceM).toBeCloseTo(45, 0)
  })

  it('never goes back in time', () => {
    const track = walked(fix(0, 10), fix(50, 10), fix(80, 5))
    expect(track.points).toHaveLength(1)
  })

  it('stays the same object when nothing was added, so that nothing is written', () => {
    const track = walked(fix(0, 0))
    expect(extended(track, fix(1, 1))).toBe(track)
  })

  it('is thinned out to what the server takes, keeping both ends', () => {
    const points = Array.from({ length: 11 }, (_, index) => [105, 34, index] as TrackPoint)
    expect(thinned(points, 10).map((point) => point[2])).toEqual([0, 2, 4, 6, 8, 10])
    expect(thinned(points.slice(0, 10), 9).map((point) => point[2])).toEqual([0, 2, 4, 6, 8, 9])
    expect(thinned(points, 11)).toBe(points)
  })
})

describe('the times of a track', () => {
  it.each([
    ['as told', -3_000, -3_000],
    ['its arrival where it comes from the future', 1, 0],
    ['its arrival where it looks too old', -61_000, 0],
  ])('are %s', (_, told, expected) => {
    expect(seenAt(START + told, START)).toBe(START + expected)
  })

  it('lie between start and end of the visit, with no point lost', () => {
    const points = [-5_000, 0, 4_000, 10_001].map((ms): TrackPoint => [105.72, 34.58, START + ms])
    expect(within(points, START, START + 10_000).map(([, , at]) => at - START)).toEqual([0, 0, 4_000, 10_000])
  })
})
