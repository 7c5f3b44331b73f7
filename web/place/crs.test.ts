// @vitest-environment node
// The published pairs, and there and back again.

import { describe, expect, it } from 'vitest'
import { fromWgs84, outsideChina, toWgs84, type Crs, type Point } from './crs'
import { distanceM } from './shape'

const at = (lat: number, lon: number): Point => ({ lat, lon })

it.each([
  [at(31.1774276, 121.5272106), at(31.17530398364597, 121.531541859215)],
  [at(22.543847, 113.912316), at(22.540796131694766, 113.9171764808363)],
  [at(39.915, 116.404), at(39.91640428150164, 116.41024449916938)],
])('moves %o to GCJ-02 as published', (wgs, gcj) => {
  expect(distanceM(fromWgs84(wgs, 'gcj02'), gcj)).toBeLessThan(0.001)
  expect(distanceM(toWgs84(gcj, 'gcj02'), wgs)).toBeLessThan(0.01)
})

it('moves GCJ-02 to BD-09 as published', () => {
  const wgs = toWgs84(at(39.915, 116.404), 'gcj02')
  expect(distanceM(fromWgs84(wgs, 'bd09'), at(39.92133699351021, 116.41036949371029))).toBeLessThan(0.01)
})

describe.each<Crs>(['wgs84', 'gcj02', 'bd09'])('%s', (crs) => {
  it('there and back is less than a centimetre, all over the country', () => {
    for (let lat = 18.5; lat < 53; lat += 2.3) {
      for (let lon = 74; lon < 135; lon += 3.1) {
        const wgs = at(lat, lon)
        expect(distanceM(toWgs84(fromWgs84(wgs, crs), crs), wgs)).toBeLessThan(0.01)
      }
    }
  })
})

it('leaves foreign points alone', () => {
  const paris = at(48.85, 2.35)
  expect(outsideChina(paris)).toBe(true)
  expect(toWgs84(paris, 'gcj02')).toEqual(paris)
  expect(fromWgs84(paris, 'bd09')).toEqual(paris)
})

it('differs by half a kilometre in the fixture city, so that a mix-up shows', () => {
  const point = at(34.5808734, 105.7340516)
  expect(distanceM(fromWgs84(point, 'gcj02'), point)).toBeGreaterThan(100)
})
