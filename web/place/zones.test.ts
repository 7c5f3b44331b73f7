// @vitest-environment node
// Which zone a point lies in: the border, holes, the smallest first, the nearest within reach, and when.

import { describe, expect, it } from 'vitest'
import type { ZoneCollection, ZoneFeature } from '@/api/types'
import { EARTH_RADIUS_M } from './shape'
import { findZone, zoneOf, type Reach } from './zones'

const NOW = Date.parse('2026-11-21T00:00:00Z')
const M = 180 / (Math.PI * EARTH_RADIUS_M)
/** Metres east and north of a point of the city. */
const LAT = 34.58
const at = (east: number, north: number) => ({ lon: 105.72 + (east * M) / Math.cos((LAT * Math.PI) / 180), lat: LAT + north * M })

type Box = [west: number, south: number, east: number, north: number]

function ring([west, south, east, north]: Box): number[][] {
  const corners = [[west, south], [east, south], [east, north], [west, north], [west, south]] as const
  return corners.map(([x, y]) => [at(x, y).lon, at(x, y).lat])
}

function zone(code: string, boxes: Box[], more: Partial<ZoneFeature['properties']> = {}): ZoneFeature {
  const unit = { id: 'u', code: 'u', name: 'u' }
  const properties = {
    id: code, code, name: code, kind: 'street' as const, unit, street: unit, district: unit, leader: '', grid_keeper: '',
    valid_from: '2025-01-01T00:00:00Z', valid_to: null, version: 1, ...more,
  }
  return { type: 'Feature', id: code, geometry: { type: 'Polygon', coordinates: boxes.map(ring) }, properties }
}

const city = (...features: ZoneFeature[]): ZoneCollection => ({ type: 'FeatureCollection', features })
const REACH = { least_m: 30, most_m: 50 }
const find = (zones: ZoneCollection, point: { lon: number; lat: number }, accuracy: number | null = null, when = NOW, reach: Reach | null = REACH) => {
  const found = findZone(zones, reach, point, accuracy, when)
  return [found.match, zoneOf(found)?.properties.code].filter(Boolean).join(' ')
}

describe('inside', () => {
  const block = city(zone('outer', [[0, 0, 100, 100], [40, 40, 60, 60]]))

  it.each([
    [50, 20, 'inside outer'],
    [0, 50, 'inside outer'],
    [100, 100, 'inside outer'],
    [50, 50, 'near outer'],
    [40, 50, 'inside outer'],
    [200, 200, 'none'],
  ])('%i east, %i north: %s', (east, north, answer) => {
    expect(find(block, at(east, north))).toBe(answer)
  })

  it('the smallest wins and names the others, whatever the order', () => {
    const [large, small, middle] = [zone('l', [[0, 0, 100, 100]]), zone('s', [[40, 40, 60, 60]]), zone('m', [[30, 30, 70, 70]])]
    for (const zones of [city(large, small, middle), city(middle, small, large)]) {
      const found = findZone(zones, REACH, at(50, 50), null, NOW)
      expect(found.match === 'inside' && [found.zone, ...found.runnersUp].map((one) => one.properties.code)).toEqual(['s', 'm', 'l'])
    }
  })

  it('equal areas: the lowest code', () => {
    expect(find(city(zone('b', [[0, 0, 10, 10]]), zone('a', [[0, 0, 10, 10]])), at(5, 5))).toBe('inside a')
  })
})

describe('near', () => {
  const street = city(zone('west', [[0, 0, 100, 10]]), zone('east', [[180, 0, 280, 10]]))

  it.each([
    [129, null, 'near west'],
    [131, null, 'none'],
    [131, 5, 'none'],
    [138, 40, 'near west'],
    [141, 40, 'near east'],
    [140.5, 45, 'near east'],
  ])('%d m east with an accuracy of %s: %s', (east, accuracy, answer) => {
    expect(find(street, at(east, 5), accuracy)).toBe(answer)
  })

  it('never further than fifty metres, however poor the fix', () => {
    const alone = city(zone('only', [[0, 0, 10, 10]]))
    expect(find(alone, at(59, 5), 500)).toBe('near only')
    expect(find(alone, at(61, 5), 500)).toBe('none')
  })

  it('reaches as far as the city says', () => {
    const alone = city(zone('only', [[0, 0, 10, 10]]))
    expect(find(alone, at(25, 5), null, NOW, { least_m: 10, most_m: 200 })).toBe('none')
    expect(find(alone, at(25, 5), 20, NOW, { least_m: 10, most_m: 200 })).toBe('near only')
    expect(find(alone, at(190, 5), 500, NOW, { least_m: 10, most_m: 200 })).toBe('near only')
  })

  it('is not guessed before the city has said how far', () => {
    const alone = city(zone('only', [[0, 0, 10, 10]]))
    expect(find(alone, at(11, 5), 8, NOW, null)).toBe('unknown')
    expect(find(alone, at(5, 5), 8, NOW, null)).toBe('inside only')
  })

  it('says how far', () => {
    const found = findZone(city(zone('only', [[0, 0, 10, 10]])), REACH, at(30, 5), null, NOW)
    expect(found.match === 'near' && found.distanceM).toBeCloseTo(20, 2)
  })
})

it('only zones that are in force then', () => {
  const zones = city(
    zone('old', [[0, 0, 10, 10]], { valid_to: '2026-01-01T00:00:00Z' }),
    zone('new', [[0, 0, 10, 10]], { valid_from: '2026-01-01T00:00:00Z' }),
  )
  expect(find(zones, at(5, 5), null, Date.parse('2025-12-31T23:59:59Z'))).toBe('inside old')
  expect(find(zones, at(5, 5), null, Date.parse('2026-01-01T00:00:00Z'))).toBe('inside new')
})
