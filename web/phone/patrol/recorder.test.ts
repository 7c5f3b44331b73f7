// Positions are listened to only while a visit runs.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick, ref, shallowRef } from 'vue'
import { fromWgs84 } from '@/place/crs'
import { UserDatabase, type VisitRow } from '../db/user'
import type { Fix } from '../place/usePosition'
import { record, type Recording } from './recorder'
import { ASK_AFTER_MS, currentVisit, endVisit, startVisit } from './visit'

const NOW = Date.parse('2026-03-02T01:00:00Z')
const HERE = { lon: 105.72, lat: 34.58 }

let db: UserDatabase
let found: ((fix: Fix) => void) | null
let failed: ((why: 'refused' | 'unavailable') => void) | null

const visit = shallowRef<VisitRow | null>(null)
const now = ref(NOW)
const state = ref<Recording>('off')
let end: () => void
/** The phone's own, when a position arrives. */
let clock: number

beforeEach(() => {
  db = new UserDatabase(`recorder-${crypto.randomUUID()}`)
  found = failed = null
  clock = NOW + 1_000
  visit.value = null
  now.value = NOW
  end = record({
    db,
    visit,
    now,
    state,
    clock: () => clock,
    watchPosition: (whenFound, whenFailed) => {
      found = whenFound
      failed = whenFailed
      return () => (found = failed = null)
    },
  })
})
afterEach(async () => {
  end()
  await db.delete()
})

async function start(): Promise<VisitRow> {
  const row = await startVisit(db, { zoneId: 'z', zoneCode: 'c', zoneName: 'n', mode: 'routine', campaignId: null }, NOW)
  visit.value = row
  await nextTick()
  return row
}

const fix = (seconds: number, crs: Fix['crs'] = 'wgs84'): Fix => ({ ...fromWgs84(HERE, crs), crs, accuracy_m: 8, source: 'device', at: NOW + seconds * 1_000 })

describe('recording', () => {
  it('listens to nothing without a visit', () => {
    expect(found).toBeNull()
    expect(state.value).toBe('off')
  })

  it('begins and ends with the visit', async () => {
    const row = await start()
    expect(state.value).toBe('looking')
    found!(fix(1))
    expect(state.value).toBe('recording')
    await vi.waitFor(async () => expect((await currentVisit(db))?.track).toHaveLength(1))
    await endVisit(db, row.id, NOW + 2_000)
    visit.value = null
    await nextTick()
    expect(found).toBeNull()
    expect(state.value).toBe('off')
  })

  it('keeps WGS-84 whatever system the positions come in', async () => {
    await start()
    found!(fix(1, 'gcj02'))
    await vi.waitFor(async () => expect((await currentVisit(db))?.track[0]?.[0]).toBeCloseTo(HERE.lon, 6))
    expect((await currentVisit(db))?.track[0]?.[1]).toBeCloseTo(HERE.lat, 6)
  })

  it.each([
    ['an hour behind', -3_600_000],
    ['an hour ahead', 3_600_000],
    ['of another epoch', -978_307_200_000],
  ])('records also where the clock of positions is %s', async (_, skew) => {
    await start()
    clock = NOW + 30_000
    found!({ ...fix(30), at: NOW + 30_000 + skew })
    await vi.waitFor(async () => expect((await currentVisit(db))?.track.map(([, , at]) => at)).toEqual([NOW + 30_000]))
  })

  it('stops when the visit may have been forgotten, and goes on after the answer', async () => {
    const row = await start()
    now.value = NOW + ASK_AFTER_MS
    await nextTick()
    expect(found).toBeNull()
    visit.value = { ...row, askAt: now.value + ASK_AFTER_MS }
    await nextTick()
    expect(found).not.toBeNull()
  })

  it('does not begin anew with every position', async () => {
    const row = await start()
    const first = found
    visit.value = { ...row, distanceM: 12 }
    await nextTick()
    expect(found).toBe(first)
  })

  it('tells a refusal from a lost signal', async () => {
    await start()
    failed!('unavailable')
    expect(state.value).toBe('unavailable')
    found!(fix(1))
    failed!('unavailable')
    expect(state.value).toBe('recording')
    failed!('refused')
    expect(state.value).toBe('refused')
  })

  it('lets go when the person leaves', async () => {
    await start()
    end()
    expect(found).toBeNull()
  })
})
