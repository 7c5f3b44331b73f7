// A case as the server shows one, for tests to change what they are about.

import type { Case, CaseEvent } from './types'

const ID = '019aa0f2-7c3b-7d4e-8f10-2b3c4d5e6f70'

export function aCase(change: Partial<Case> = {}): Case {
  return {
    id: ID,
    number: '20261121-0042',
    version: 3,
    state: 'dispatched',
    light: 'green',
    category: { scheme: 'GBT30428-2013-event', code: '02-01', name: '非法小广告' },
    campaign_id: null,
    mode: 'routine',
    position: { lon: 105.72, lat: 34.58, crs: 'wgs84', source: 'device', raw: { lon: 105.72, lat: 34.58, crs: 'wgs84' } },
    address: '解放路东段12号',
    description: '电线杆上的小广告',
    photos: [],
    zone: null,
    department: { id: ID, code: 'chengguan', name: '城管执法局' },
    route: { match: 'inside', distance_m: 0, rule_id: ID, explanation: '位于解放路东段', candidates: [], runners_up: [] },
    limit: { value: 24, unit: 'hour' },
    captured_at: '2026-11-21T06:00:00Z',
    reported_at: '2026-11-21T06:00:00Z',
    dispatched_at: '2026-11-21T06:00:00Z',
    deadline_at: '2026-11-22T06:00:00Z',
    yellow_at: '2026-11-22T01:12:00Z',
    due_at: '2026-11-22T06:00:00Z',
    handled_at: null,
    closed_at: null,
    on_time: null,
    calendar_provisional: false,
    rework_count: 0,
    return_count: 0,
    extension_count: 0,
    reporter: { id: ID, display_name: '林巡查' },
    duplicate_of: null,
    recurrence_of: null,
    possible_duplicates: [],
    available_actions: ['accept', 'handle', 'return', 'comment'],
    permissions: ['view_events'],
    ...change,
  }
}

export function anEvent(change: Partial<Omit<CaseEvent, 'data'>> & { data?: unknown } = {}): CaseEvent {
  const { data = {}, ...rest } = change
  return {
    seq: 1,
    at: '2026-11-21T06:00:00Z',
    actor: { id: ID, display_name: '林巡查' },
    action: 'accept',
    hash: '0'.repeat(64),
    prev_hash: '0'.repeat(64),
    data: data as Record<string, never>,
    ...rest,
  }
}
