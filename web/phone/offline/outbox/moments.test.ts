// @vitest-environment node
// A phone whose clock is wrong: its reports and visits arrive in the server's time, and again in the same words.

import { beforeEach, describe, expect, it } from 'vitest'
import { UserDatabase } from '../../db/user'
import { uuidv7 } from '../../db/uuid'
import { cancel, hurry, queue } from './commands'
import { newVisit } from './items'
import { browserLocks, FakeServer, fillUp, openTab, TestClock, waitingReport, type Tab } from './testing'

const HOUR = 3_600_000
let tab: Tab

beforeEach(() => {
  tab = { db: new UserDatabase(uuidv7()), server: new FakeServer(), clock: new TestClock(), locks: browserLocks(), aheadMs: HOUR }
})

const heard = (id: string) => JSON.parse(tab.server.cases.get(id)!.body) as { captured_at: string }

async function untilNext(): Promise<void> {
  tab.clock.advance(tab.clock.next!)
  await openTab(tab).wake()
}

describe('a report', () => {
  it('is told as captured in the server’s time, and stays in the phone’s on the phone', async () => {
    const item = await waitingReport(tab.db, ['one'])
    await openTab(tab).wake()
    expect(Date.parse(heard(item.id).captured_at)).toBe(Date.parse(item.report.capturedAt) - HOUR)
    const kept = await tab.db.outbox.get(item.id)
    expect(kept).toMatchObject({ state: 'sent', report: { capturedAt: item.report.capturedAt }, clock: { aheadMs: HOUR } })
  })

  it('says the same again although the clock was put right in between', async () => {
    const item = await waitingReport(tab.db, ['one'])
    tab.server.fault = (call, number) => (call.startsWith('PUT /cases') && number < 4 ? 'answer lost' : null)
    await openTab(tab).wake()
    expect(await tab.db.outbox.get(item.id)).toMatchObject({ state: 'waiting', maybeSent: true })
    const first = heard(item.id)
    tab.aheadMs = 0
    await untilNext()
    expect(await tab.db.outbox.get(item.id)).toMatchObject({ state: 'sent' })
    expect(heard(item.id)).toEqual(first)
  })

  it('says the same again on a phone too full to note what it said', async () => {
    fillUp(tab.db, () => full)
    let full = false
    const item = await waitingReport(tab.db, ['one'])
    full = true
    tab.server.fault = (call, number) => (call.startsWith('PUT /cases') && number < 4 ? 'answer lost' : null)
    const sender = openTab(tab)
    await sender.wake()
    const first = heard(item.id)
    tab.aheadMs = 0
    full = false
    tab.clock.advance(tab.clock.next!)
    await sender.wake()
    expect(await tab.db.outbox.get(item.id)).toMatchObject({ state: 'sent' })
    expect(heard(item.id)).toEqual(first)
  })

  it('that an app of before may have handed over is told as it was', async () => {
    const item = await waitingReport(tab.db, ['one'])
    await tab.db.outbox.update(item.id, { maybeSent: true })
    await openTab(tab).wake()
    expect(heard(item.id).captured_at).toBe(item.report.capturedAt)
  })

  it('is compared anew after it was taken back, and after the server found its moment impossible', async () => {
    const item = await waitingReport(tab.db, ['one'])
    tab.server.fault = (call) => (call.startsWith('PUT /cases') ? { status: 503 } : null)
    await openTab(tab).wake()
    expect(await cancel(tab.db, item.id)).toBe('cancelled')
    await queue(tab.db, item.id, tab.clock.at)
    tab.aheadMs = 2 * HOUR
    tab.server.fault = (call) => (call.startsWith('PUT /cases') ? { status: 422, body: { code: 'time_out_of_range' } } : null)
    await untilNext()
    expect(await tab.db.outbox.get(item.id)).toMatchObject({ state: 'refused', clock: { aheadMs: 2 * HOUR } })
    tab.aheadMs = 3 * HOUR
    tab.server.fault = () => null
    await hurry(tab.db, item.id, tab.clock.at)
    await openTab(tab).wake()
    expect(Date.parse(heard(item.id).captured_at)).toBe(Date.parse(item.report.capturedAt) - 3 * HOUR)
  })
})

it('tells a visit and its way in the server’s time', async () => {
  const at = tab.clock.at
  const iso = (ms: number) => new Date(ms).toISOString()
  const visit = { zoneId: 'z', zoneName: 'n', mode: 'routine' as const, campaignId: null }
  const id = uuidv7()
  await newVisit(tab.db, id, { ...visit, startedAt: iso(at - HOUR), endedAt: iso(at), track: [[105, 34, at - HOUR + 5], [105, 34.1, at]] })
  await queue(tab.db, id, at)
  await openTab(tab).wake()
  expect(JSON.parse(tab.server.visits.get(id)!)).toMatchObject({
    started_at: iso(at - 2 * HOUR),
    ended_at: iso(at - HOUR),
    track: [[105, 34, at - 2 * HOUR + 5], [105, 34.1, at - HOUR]],
  })
})
