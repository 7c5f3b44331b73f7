// Which reports count as found during a visit.

import { describe, expect, it } from 'vitest'
import type { ZoneCollection } from '@/api/types'
import type { VisitRow } from '../db/user'
import type { OutboxItem, OutboxState, ReportItem } from '../db/outbox'
import { findings } from './findings'

const START = '2026-03-02T01:00:00Z'
const visit: VisitRow = {
  id: 'v', zoneId: 'z1', zoneCode: 'jiefang', zoneName: 'n', startedAt: START, mode: 'routine', campaignId: null, track: [], distanceM: 0, askAt: 0,
}
const INSIDE = { lon: 105.7205, lat: 34.5805 }
const ELSEWHERE = { lon: 105.75, lat: 34.59 }

const zones = {
  type: 'FeatureCollection',
  features: [
    {
      type: 'Feature',
      id: 'z1',
      geometry: { type: 'Polygon', coordinates: [[[105.72, 34.58], [105.721, 34.58], [105.721, 34.581], [105.72, 34.581], [105.72, 34.58]]] },
      properties: { id: 'z1', code: 'jiefang', valid_from: '2025-01-01T00:00:00Z', valid_to: null, version: 1 },
    },
  ],
} as unknown as ZoneCollection

function report(state: OutboxState, capturedAt: string, place: { lon: number; lat: number } | null = INSIDE): OutboxItem {
  const position = place && { ...place, crs: 'wgs84' as const, accuracy_m: 8, source: 'device' as const }
  return { kind: 'report', state, report: { capturedAt, position } } as ReportItem
}

const LATER = '2026-03-02T01:20:00Z'

describe('findings of a visit', () => {
  it.each<[string, OutboxItem, number]>([
    ['a report that waits', report('waiting', LATER), 1],
    ['a report that was sent', report('sent', LATER), 1],
    ['one the server refused: it was found all the same', report('refused', LATER), 1],
    ['a draft is not reported yet', report('draft', LATER), 0],
    ['from before the visit', report('sent', '2026-03-02T00:59:59Z'), 0],
    ['in another place', report('sent', LATER, ELSEWHERE), 0],
    ['without a place', report('sent', LATER, null), 0],
    ['an action on a case', { kind: 'action', state: 'sent' } as OutboxItem, 0],
  ])('%s', (_, item, expected) => {
    expect(findings(visit, [item], { zones, limits: null })).toBe(expected)
  })

  it('counts by time alone while the phone has no zones', () => {
    expect(findings(visit, [report('sent', LATER, ELSEWHERE)], null)).toBe(1)
  })
})
