// Circles have the radius they say, boxes hold everything.

import { describe, expect, it } from 'vitest'
import type { ZoneCollection } from '@/api/types'
import { boxOfPoints, boxOfZones, circle } from './shapes'

/** Metres between two places close to each other. */
function apart(a: [number, number], b: [number, number]): number {
  const east = (a[0] - b[0]) * 111_320 * Math.cos((a[1] * Math.PI) / 180)
  return Math.hypot(east, (a[1] - b[1]) * 111_320)
}

describe('the circle of an accuracy', () => {
  it('lies as far from its centre as the accuracy says, all around, and is closed', () => {
    const ring = circle({ lon: 105.72, lat: 34.58 }, 40).coordinates[0]!
    for (const corner of ring) expect(apart(corner, [105.72, 34.58])).toBeCloseTo(40, 0)
    expect(ring[0]).toEqual(ring.at(-1))
  })
})

describe('the box', () => {
  it('of no point is none', () => {
    expect(boxOfPoints([])).toBeNull()
  })

  it('holds every point', () => {
    expect(boxOfPoints([{ lon: 3, lat: 9 }, { lon: 5, lat: 2 }])).toEqual([3, 2, 5, 9])
  })

  it('holds polygons and multipolygons', () => {
    const feature = (type: string, coordinates: unknown) => ({ type: 'Feature', geometry: { type, coordinates } })
    const zones = {
      type: 'FeatureCollection',
      features: [
        feature('Polygon', [[[1, 10], [2, 11], [1, 12], [1, 10]]]),
        feature('MultiPolygon', [[[[7, 8], [9, 8], [9, 9], [7, 8]]], [[[0, 20], [1, 20], [1, 21], [0, 20]]]]),
      ],
    } as unknown as ZoneCollection
    expect(boxOfZones(zones)).toEqual([0, 8, 9, 21])
  })
})
