// Finding the zone to visit.

import { describe, expect, it } from 'vitest'
import type { ZoneCollection } from '@/api/types'
import { zoneList } from './zone-list'

const NOW = Date.parse('2026-03-02T01:00:00Z')

function square(code: string, name: string, lon: number, validTo: string | null = null) {
  const ring = [[lon, 34.58], [lon + 0.001, 34.58], [lon + 0.001, 34.581], [lon, 34.581], [lon, 34.58]]
  return {
    type: 'Feature',
    id: code,
    geometry: { type: 'Polygon', coordinates: [ring] },
    properties: { id: code, code, name, street: { id: code === 'far' ? 's2' : 's1', name: '南湖街道' }, district: { id: 'd' }, unit: { name: '市卫健委' }, valid_from: '2025-01-01T00:00:00Z', valid_to: validTo },
  }
}

const zones = {
  type: 'FeatureCollection',
  features: [square('far', '南环路', 105.74), square('near', '解放路', 105.721), square('here', '人民巷', 105.72), square('gone', '老街', 105.72, '2026-01-01T00:00:00Z')],
} as unknown as ZoneCollection

const codes = (search: string, here: { lon: number; lat: number } | null) => zoneList(zones, null, search, here, NOW).map(({ zone }) => zone.properties.code)

describe('the zones to visit', () => {
  it('are the nearest first, the one around the phone with no distance at all', () => {
    expect(codes('', { lon: 105.7205, lat: 34.5805 })).toEqual(['here', 'near', 'far'])
    expect(zoneList(zones, null, '', { lon: 105.7205, lat: 34.5805 }, NOW)[0]?.distanceM).toBe(0)
  })

  it('are in the order of their codes without a position, and never those of the past', () => {
    expect(codes('', null)).toEqual(['far', 'here', 'near'])
  })

  it('are those of one’s own part', () => {
    const of = (id: string) => zoneList(zones, { id, code: id, name: id }, '', null, NOW).map(({ zone }) => zone.properties.code)
    expect([of('s1'), of('d'), of('elsewhere')]).toEqual([['here', 'near'], ['far', 'here', 'near'], []])
  })

  it('are found by name, code, street and unit', () => {
    expect(codes('解放', null)).toEqual(['near'])
    expect(codes(' FAR ', null)).toEqual(['far'])
    expect(codes('卫健', null)).toHaveLength(3)
    expect(codes('老街', null)).toEqual([])
  })
})
