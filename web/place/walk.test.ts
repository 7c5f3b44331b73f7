// The walking order visits everything once, and no turned-round stretch would make it shorter.

import { describe, expect, it } from 'vitest'
import { metres, walkingOrder, walkLength, type Spot } from './walk'

const at = (lon: number, lat: number): Spot => ({ lon: 105.72 + lon / 1000, lat: 34.58 + lat / 1000 })

/** The same numbers every time. */
function scattered(count: number, seed: number): Spot[] {
  let state = seed
  const next = () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31
    return state / 2 ** 31
  }
  return Array.from({ length: count }, () => at(next() * 20, next() * 20))
}

function permutations<T>(items: T[]): T[][] {
  if (items.length < 2) return [items]
  return items.flatMap((item, i) => permutations([...items.slice(0, i), ...items.slice(i + 1)]).map((rest) => [item, ...rest]))
}

describe('metres', () => {
  it('agrees with a known distance', () => {
    // One hundredth of a degree of latitude is 1,111.95 m; of longitude at 34.58° north 915.6 m.
    expect(metres({ lon: 105.72, lat: 34.58 }, { lon: 105.72, lat: 34.59 })).toBeCloseTo(1111.95, 0)
    expect(metres({ lon: 105.72, lat: 34.58 }, { lon: 105.73, lat: 34.58 })).toBeCloseTo(915.5, 0)
  })
})

describe('walkingOrder', () => {
  it('takes nothing, one and two as they are', () => {
    const [a, b] = [at(1, 0), at(2, 0)]
    expect(walkingOrder(at(0, 0), [])).toEqual([])
    expect(walkingOrder(null, [a])).toEqual([a])
    expect(walkingOrder(at(0, 0), [b, a])).toEqual([a, b])
  })

  it('undoes what the nearest next gets wrong', () => {
    // Along a line, a little nearer on the left: going to the nearest first walks the line twice.
    const stops = [at(-1, 0), at(1.1, 0), at(-3, 0), at(5, 0)]
    const order = walkingOrder(at(0, 0), stops)
    const best = Math.min(...permutations(stops).map((way) => walkLength(at(0, 0), way)))
    expect(walkLength(at(0, 0), order)).toBeCloseTo(best, 3)
  })

  it('visits every stop once, also those at the same place', () => {
    const stops = [...scattered(30, 7), at(3, 3), at(3, 3)]
    const order = walkingOrder(at(0, 0), stops)
    expect(order).toHaveLength(stops.length)
    expect(new Set(order)).toEqual(new Set(stops))
  })

  it('cannot be made shorter by turning a stretch round', () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const start = at(10, 10)
      const order = walkingOrder(start, scattered(25, seed))
      const length = walkLength(start, order)
      for (let i = 0; i < order.length; i++) {
        for (let j = i + 1; j < order.length; j++) {
          const turned = [...order.slice(0, i), ...order.slice(i, j + 1).reverse(), ...order.slice(j + 1)]
          expect(walkLength(start, turned)).toBeGreaterThan(length - 1e-3)
        }
      }
    }
  })

  it('stays close to the best way of all where that can be found', () => {
    for (const seed of [11, 12, 13, 14, 15, 16]) {
      const stops = scattered(7, seed)
      const best = Math.min(...permutations(stops).map((way) => walkLength(at(10, 10), way)))
      expect(walkLength(at(10, 10), walkingOrder(at(10, 10), stops))).toBeLessThan(best * 1.2)
    }
  })

  it('is quick for as many as anybody would walk to', () => {
    const began = performance.now()
    walkingOrder(at(0, 0), scattered(60, 3))
    expect(performance.now() - began).toBeLessThan(500)
  })
})
