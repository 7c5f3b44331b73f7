// The report takes the best position there is and never one from another street; the pin always wins.

import { describe, expect, it } from 'vitest'
import { positionOf, type Fix } from '../../place/usePosition'
import { freshPosition, improved, metresApart, ofPhoto, ofPin, type Place } from './position'

const T = 1_700_000_000_000
const fix = (accuracy_m: number, at = T): Fix => ({ lon: 105.72, lat: 34.58, crs: 'wgs84', accuracy_m, source: 'device', at })
const manual = ofPin({ lon: 105.7, lat: 34.5 })

describe('the first position', () => {
  it('is the phone’s if it is not from a minute ago', () => {
    expect(freshPosition(fix(8), T + 60_000)).toMatchObject({ lon: 105.72, accuracy_m: 8, source: 'device' })
    expect(freshPosition(fix(8), T + 60_001)).toBeNull()
    expect(freshPosition(null, T)).toBeNull()
  })
})

describe('a later fix', () => {
  const at = (first: Fix, metresNorth: number, accuracy_m: number, later: number): Fix => ({ ...first, lat: first.lat + metresNorth / 111_320, accuracy_m, at: T + later })
  const place = (first: Fix | null): Place => ({ position: first && positionOf(first) })

  it('is taken where there was none, for two minutes', () => {
    expect(improved(place(null), fix(80, T + 120_000), T)).toEqual({ position: expect.objectContaining({ accuracy_m: 80 }) })
    expect(improved(place(null), fix(5, T + 120_001), T)).toBeNull()
  })

  it('is taken when it is more accurate, and only then', () => {
    expect(improved(place(fix(30)), fix(12, T + 5_000), T)?.position).toMatchObject({ accuracy_m: 12 })
    expect(improved(place(fix(30)), fix(30, T + 5_000), T)).toBeNull()
  })

  it.each([
    [0, true],
    [41, true],
    [43, false],
    [126, false],
  ])('%i m away, when both may be wrong by 42 m together, is taken: %s', (metres, taken) => {
    const first = fix(30)
    expect(improved(place(first), at(first, metres, 12, 60_000), T) !== null).toBe(taken)
  })

  it('is measured from the first one, however many steps lead there', () => {
    const first = fix(50)
    const second = improved(place(first), at(first, 75, 30, 20_000), T)!
    expect(second).toMatchObject({ position: { accuracy_m: 30 }, firstSeen: { accuracy_m: 50 } })
    // 35 m from the second, 110 m from the first.
    expect(improved(second, at(first, 110, 10, 40_000), T)).toBeNull()
    expect(improved(second, at(first, 55, 10, 40_000), T)).toMatchObject({ position: { accuracy_m: 10 }, firstSeen: { accuracy_m: 50 } })
  })

  it('is compared in one system', () => {
    const wgs: Fix = { lon: 121.5272106, lat: 31.1774276, crs: 'wgs84', accuracy_m: 30, source: 'device', at: T }
    const gcj: Fix = { lon: 121.531541859215, lat: 31.17530398364597, crs: 'gcj02', accuracy_m: 8, source: 'device', at: T + 5_000 }
    expect(improved(place(wgs), gcj, T)?.position).toMatchObject({ crs: 'gcj02' })
  })

  it('is not taken when the person may have walked on', () => {
    expect(improved(place(fix(30)), fix(5, T + 90_001), T)).toBeNull()
  })

  it('does not move a pin', () => {
    expect(improved({ position: manual }, fix(3), T)).toBeNull()
  })
})

describe('a picked photo', () => {
  const far = { lon: 105.73, lat: 34.58 }

  it('says where it was taken when that is somewhere else', () => {
    expect(ofPhoto(fix(8), far)).toMatchObject({ lon: 105.73, source: 'exif', crs: 'wgs84' })
    expect(ofPhoto(null, far)).toMatchObject({ source: 'exif' })
  })

  it('changes nothing at the same place, without a place, or against the pin', () => {
    expect(ofPhoto(fix(8), { lon: 105.7201, lat: 34.5801 })).toBeNull()
    expect(ofPhoto(fix(8), null)).toBeNull()
    expect(ofPhoto(manual, far)).toBeNull()
  })

  it('is compared in one system', () => {
    // WGS-84 31.1774276,121.5272106 is this in GCJ-02; half a kilometre apart if one mixes them up.
    const gcj: Fix = { lon: 121.531541859215, lat: 31.17530398364597, crs: 'gcj02', accuracy_m: 8, source: 'device', at: T }
    expect(ofPhoto(gcj, { lon: 121.5272106, lat: 31.1774276 })).toBeNull()
  })
})

describe('metres', () => {
  it('are metres', () => {
    expect(metresApart({ lon: 105, lat: 34 }, { lon: 105, lat: 34.001 })).toBeCloseTo(111.3, 0)
    expect(metresApart({ lon: 105, lat: 60 }, { lon: 105.001, lat: 60 })).toBeCloseTo(55.7, 0)
  })
})
