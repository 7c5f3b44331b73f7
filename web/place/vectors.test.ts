// @vitest-environment node
// The phone says where a report goes as the server would: points all over the fixture city, answered by the server's own rules.

import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import type { RoutingRule, UnitRef, ZoneCollection, ZoneFeature } from '@/api/types'
import { locate } from './locate'
import { zoneOf, type Reach } from './zones'

interface Vector {
  lon: number
  lat: number
  accuracy_m: number | null
  scheme: string
  code: string
  match: 'inside' | 'near' | 'none'
  zone: string | null
  distance_m: number | null
  runners_up: string[]
  routed: 'owned' | 'ambiguous' | 'no_zone' | 'no_rule'
  rule: number | null
  department: string | null
  candidates: number[]
}

interface Vectors {
  at: string
  /** How far a zone reaches beyond its border. */
  near: Reach
  /** Of each street office. */
  districts: Record<string, string>
  rules: (Omit<RoutingRule, 'id' | 'district' | 'street' | 'department'> & { district: string | null; street: string | null; department: string })[]
  cases: Vector[]
}

const read = (path: string) => JSON.parse(readFileSync(fileURLToPath(new URL(path, import.meta.url)), 'utf8'))
const vectors: Vectors = read('../phone/place/vectors.json')
const drawn = read('../../fixtures/city/zones.geojson')

/** The codes do for ids here. */
const unit = (code: string): UnitRef => ({ id: code, code, name: code })

const zones: ZoneCollection = {
  type: 'FeatureCollection',
  features: drawn.features.map((feature: ZoneFeature & { properties: { code: string; unit: string; street: string } }): ZoneFeature => {
    const { code, unit: adopted, street } = feature.properties
    const district = vectors.districts[street] ?? ''
    return {
      ...feature,
      id: code,
      properties: {
        ...feature.properties,
        id: code,
        unit: unit(adopted),
        street: unit(street),
        district: unit(district),
        version: 1,
        valid_from: '2025-01-01T00:00:00Z',
        valid_to: null,
      },
    }
  }),
}

const rules = {
  version: 1,
  rules: vectors.rules.map(
    (rule): RoutingRule => ({
      ...rule,
      id: String(rule.number),
      district: rule.district ? unit(rule.district) : null,
      street: rule.street ? unit(rule.street) : null,
      department: unit(rule.department),
    }),
  ),
}

test('three hundred points go where the server sends them', () => {
  expect(vectors.cases.length).toBeGreaterThanOrEqual(300)
  for (const vector of vectors.cases) {
    const position = { lon: vector.lon, lat: vector.lat, accuracy_m: vector.accuracy_m, crs: 'wgs84' as const, source: 'device' as const }
    const { found, routed } = locate({ zones, rules, limits: { near: { ...vectors.near, duplicate_m: 0 } } }, { scheme: vector.scheme, code: vector.code }, position, Date.parse(vectors.at))
    const answer = {
      match: found.match,
      zone: zoneOf(found)?.properties.code ?? null,
      runners_up: found.match === 'inside' ? found.runnersUp.map((zone) => zone.properties.code) : [],
      routed: routed?.kind === 'unowned' ? routed.reason : routed?.kind,
      rule: routed?.kind === 'owned' ? routed.rule.number : null,
      department: routed?.kind === 'owned' ? routed.department.code : null,
      candidates: routed && routed.kind !== 'owned' ? routed.candidates.map((rule) => rule.number) : [],
    }
    const { match, zone, runners_up, routed: expected, rule, department, candidates } = vector
    expect(answer, JSON.stringify(vector)).toEqual({ match, zone, runners_up, routed: expected, rule, department, candidates })
    if (found.match === 'near') expect(found.distanceM).toBeCloseTo(vector.distance_m ?? -1, 2)
  }
})
