// A visit is kept through everything and handed to the outbox exactly once.

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { UserDatabase } from '../db/user'
import { addFix, ASK_AFTER_MS, currentVisit, endVisit, goOn, lastSeenAt, LONGEST_MS, startVisit, visitState, type VisitStart } from './visit'

const NOW = Date.parse('2026-03-02T01:00:00Z')
const START: VisitStart = { zoneId: 'zone-1', zoneCode: 'jiefang-east', zoneName: '解放路东段', mode: 'routine', campaignId: null }
const MINUTE = 60_000

let db: UserDatabase

beforeEach(() => {
  db = new UserDatabase(`visit-${crypto.randomUUID()}`)
})
afterEach(() => db.delete())

const at = (minutes: number, metres = minutes * 60) => ({ lon: 105.72, lat: 34.58 + metres / 111_195, accuracyM: 10, at: NOW + minutes * MINUTE })

describe('a visit', () => {
  it('is there again after the app was closed, with its track', async () => {
    const { id } = await startVisit(db, START, NOW)
    await addFix(db, id, at(1))
    await addFix(db, id, at(2))
    db.close()
    db = new UserDatabase(db.userId)
    const visit = await currentVisit(db)
    expect(visit?.id).toBe(id)
    expect(visit?.track).toHaveLength(2)
    expect(visit?.distanceM).toBeCloseTo(60, 0)
  })

  it('goes on only once at a time', async () => {
    const both = await Promise.allSettled([startVisit(db, START, NOW), startVisit(db, START, NOW)])
    expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await db.visit.count()).toBe(1)
  })

  it('goes into the outbox when it ends, waiting, and once', async () => {
    const { id } = await startVisit(db, START, NOW)
    await addFix(db, id, at(1))
    const ended = await Promise.all([endVisit(db, id, NOW + 30 * MINUTE), endVisit(db, id, NOW + 31 * MINUTE)])
    expect(ended.filter((one) => one === id)).toHaveLength(1)
    expect(await currentVisit(db)).toBeNull()
    const [item] = await db.outbox.toArray()
    expect(item).toMatchObject({ id, kind: 'visit', state: 'waiting', visit: { zoneId: 'zone-1', startedAt: '2026-03-02T01:00:00.000Z', endedAt: '2026-03-02T01:30:00.000Z' } })
    expect(await db.outbox.count()).toBe(1)
  })

  it('records nothing before its start, after its end or while it asks', async () => {
    const { id } = await startVisit(db, START, NOW)
    await addFix(db, id, at(-1))
    await addFix(db, id, { ...at(5), at: NOW + ASK_AFTER_MS })
    expect((await currentVisit(db))?.track).toEqual([])
    await endVisit(db, id, NOW + MINUTE)
    await addFix(db, id, at(2))
    expect(await currentVisit(db)).toBeNull()
  })

  it('asks after four hours, and again four hours after the answer', async () => {
    const visit = await startVisit(db, START, NOW)
    expect(visitState(visit, NOW + ASK_AFTER_MS - 1)).toBe('running')
    expect(visitState(visit, NOW + ASK_AFTER_MS)).toBe('asking')
    const answered = NOW + ASK_AFTER_MS + 10 * MINUTE
    await goOn(db, visit.id, answered)
    const going = (await currentVisit(db))!
    expect(visitState(going, answered + ASK_AFTER_MS - 1)).toBe('running')
    expect(visitState(going, answered + ASK_AFTER_MS)).toBe('asking')
    await addFix(db, visit.id, { ...at(0), at: answered + MINUTE })
    expect((await currentVisit(db))?.track).toHaveLength(1)
  })

  it('found a day later ends when the person was last seen, without the track after it', async () => {
    const { id } = await startVisit(db, START, NOW)
    await addFix(db, id, at(1))
    await addFix(db, id, at(40))
    const visit = (await currentVisit(db))!
    expect(lastSeenAt(visit)).toBe(NOW + 40 * MINUTE)
    await endVisit(db, id, lastSeenAt(visit), NOW + 3 * LONGEST_MS)
    const item = await db.outbox.get(id)
    expect(item?.kind === 'visit' && item.visit.endedAt).toBe('2026-03-02T01:40:00.000Z')
  })

  it('is never longer than the server takes, nor ends before it began', async () => {
    const first = await startVisit(db, START, NOW)
    await endVisit(db, first.id, NOW + 3 * LONGEST_MS)
    const second = await startVisit(db, START, NOW)
    await endVisit(db, second.id, NOW - MINUTE)
    const ends = (await db.outbox.toArray()).map((item) => (item.kind === 'visit' ? item.visit.endedAt : null)).sort()
    expect(ends).toEqual(['2026-03-02T01:00:00.000Z', '2026-03-03T01:00:00.000Z'])
  })

  it('keeps the whole way between its start and its end when the clock was put right meanwhile', async () => {
    const { id } = await startVisit(db, START, NOW)
    await addFix(db, id, at(1))
    await addFix(db, id, at(50))
    await endVisit(db, id, NOW + 20 * MINUTE)
    const item = await db.outbox.get(id)
    expect(item?.kind === 'visit' && item.visit.track.map(([, , seen]) => (seen - NOW) / MINUTE)).toEqual([1, 20])
  })
})
