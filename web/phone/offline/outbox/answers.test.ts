// @vitest-environment node
// What the server's answers do to what waits: patience, refusal, conflict, signing in; and taking something back.

import { beforeEach, describe, expect, it } from 'vitest'
import type { Tokens } from '@/api/client'
import { SignedOut } from '@/api/problem'
import { getValue, UserDatabase } from '../../db/user'
import { uuidv7 } from '../../db/uuid'
import { asNew, cancel, hurry, queue, redo } from './commands'
import { newAction, newVisit, remove, saveDraft } from './items'
import { PAUSE } from './sender'
import { browserLocks, FakeServer, openTab, TestClock, waitingReport, type Tab } from './testing'
import type { ActionItem, OutboxItem, Pause, ReportItem } from '../../db/outbox'

let tab: Tab

beforeEach(() => {
  tab = { db: new UserDatabase(uuidv7()), server: new FakeServer(), clock: new TestClock(), locks: browserLocks() }
})

const kept = (id: string) => tab.db.outbox.get(id) as Promise<OutboxItem>
const sentCases = () => tab.server.calls.filter((call) => call.startsWith('PUT /cases')).length

describe('as many reports as the city allows in an hour', () => {
  it('have gone in: the others wait as long as it says and say why, while everything else goes on', async () => {
    const reports = [await waitingReport(tab.db, ['a']), await waitingReport(tab.db, ['b'], 1_790_000_000_001), await waitingReport(tab.db, ['c'], 1_790_000_000_002)]
    const [, second, third] = reports as [ReportItem, ReportItem, ReportItem]
    tab.server.cases.set('other', { id: 'other', number: 'x', version: 3, body: '', photos: [], keys: new Set() })
    const action = await newAction(tab.db, { caseId: 'other', caseNumber: 'x', action: 'comment', expectedVersion: 3, body: { text: 'x' } }, 1_790_000_000_003)
    await queue(tab.db, action.id, 1_790_000_000_003)
    tab.server.fault = (call) => (call.startsWith('PUT /cases') && tab.server.cases.size > 1 ? { status: 429, body: { code: 'rate_limited' }, retryAfter: '3000' } : null)
    const sender = openTab(tab)
    await sender.wake()
    expect(await kept(second.id)).toMatchObject({ state: 'waiting', attempts: 0, problem: { code: 'rate_limited' }, nextAt: tab.clock.at + 3_000_000 })
    // It was not even tried: it would have been told the same.
    expect(await kept(third.id)).toMatchObject({ state: 'waiting', attempts: 0, problem: { code: 'rate_limited' }, nextAt: tab.clock.at + 3_000_000 })
    expect(sentCases()).toBe(2)
    expect(await kept(action.id)).toMatchObject({ state: 'sent' })

    tab.server.fault = () => null
    tab.clock.advance(2_999_000)
    await sender.online()
    expect(sentCases()).toBe(2)
    tab.clock.advance(1_000)
    await sender.wake()
    expect(tab.server.cases.size).toBe(4)
    for (const { id } of reports) expect(await kept(id)).toMatchObject({ state: 'sent', problem: null })
  })

  it('hold nothing but themselves, and an action or a visit that has to wait holds nothing at all', async () => {
    tab.server.cases.set('one', { id: 'one', number: 'x', version: 3, body: '', photos: [], keys: new Set() })
    tab.server.cases.set('two', { id: 'two', number: 'y', version: 3, body: '', photos: [], keys: new Set() })
    const act = async (caseId: string, text: string, at: number) => {
      const item = await newAction(tab.db, { caseId, caseNumber: 'x', action: 'comment', expectedVersion: 3, body: { text } }, at)
      await queue(tab.db, item.id, at)
      return item
    }
    const held = await act('one', '一', 1)
    const behind = await act('one', '二', 2)
    const visit = uuidv7()
    await newVisit(tab.db, visit, { zoneId: 'z', zoneName: 'n', mode: 'routine', campaignId: null, startedAt: '2026-11-21T08:00:00Z', endedAt: null, track: [] }, 3)
    await queue(tab.db, visit, 3)
    const other = await act('two', '三', 4)
    const report = await waitingReport(tab.db, ['a'])
    const limited = { status: 429, body: { code: 'rate_limited' }, retryAfter: '3600' }
    tab.server.fault = (call) => (call.startsWith('POST /cases/one') || call.startsWith('PUT /visits') ? limited : null)
    const sender = openTab(tab)
    await sender.wake()
    const waits = { state: 'waiting', attempts: 0, maybeSent: false, nextAt: tab.clock.at + 3_600_000, problem: { code: 'rate_limited' } }
    expect(await kept(held.id)).toMatchObject(waits)
    expect(await kept(visit)).toMatchObject(waits)
    // On the same case, in order.
    expect(await kept(behind.id)).toMatchObject({ state: 'waiting', attempts: 0 })
    expect(await kept(other.id)).toMatchObject({ state: 'sent' })
    expect(await kept(report.id)).toMatchObject({ state: 'sent' })
    expect(await getValue<Pause>(tab.db, PAUSE)).toBeNull()

    tab.server.fault = () => null
    tab.clock.advance(3_600_000)
    await sender.wake()
    for (const id of [held.id, behind.id, visit]) expect(await kept(id)).toMatchObject({ state: 'sent', problem: null })
  })
})

it.each([
  ['reported', { held: 'photo_reused', explanation: '照片与案件 1 相同' }, '照片与案件 1 相同'],
  ['reported', { held: null, explanation: '没有规则适用' }, null],
  ['dispatched', { held: null, explanation: '位于解放路东段' }, null],
])('keeps of a delivered report that is %s with %j why a dispatcher has to look at it: %s', async (state, route, held) => {
  const item = await waitingReport(tab.db, ['a'])
  tab.server.shows = { state, route }
  await openTab(tab).wake()
  expect(await kept(item.id)).toMatchObject({ state: 'sent', held })
})

it('waits with everything for another password, before a photo is there as after it', async () => {
  const item = await waitingReport(tab.db, ['a'])
  tab.server.fault = () => ({ status: 403, body: { code: 'password_change_required' } })
  const sender = openTab(tab)
  await sender.wake()
  expect(await kept(item.id)).toMatchObject({ state: 'waiting', attempts: 0, problem: null })
  expect(await getValue<Pause>(tab.db, PAUSE)).toMatchObject({ reason: 'signed-out' })

  tab.server.fault = () => null
  await sender.resume()
  expect(await kept(item.id)).toMatchObject({ state: 'sent' })
})

describe('a server that asks for patience', () => {
  it('is left alone for as long as it said, by everything that waits, even when the network comes back', async () => {
    await waitingReport(tab.db, ['a'])
    await waitingReport(tab.db, ['b'], 1_790_000_000_001)
    tab.server.fault = () => ({ status: 503, body: { code: 'overloaded' }, retryAfter: '120' })
    const sender = openTab(tab)
    await sender.wake()
    expect(tab.server.calls).toHaveLength(1)
    expect(tab.clock.next).toBe(120_000)

    tab.server.fault = () => null
    tab.clock.advance(119_000)
    await sender.online()
    expect(tab.server.calls).toHaveLength(1)

    tab.clock.advance(1_000)
    await sender.wake()
    expect(tab.server.cases.size).toBe(2)
  })

  it('may have saved what it broke off at, unless it was only busy', async () => {
    const item = await waitingReport(tab.db, ['a'])
    for (const [code, maybeSent] of [['overloaded', false], ['storage_unavailable', true]] as const) {
      tab.server.fault = (call) => (call.startsWith('PUT /cases') ? { status: 503, body: { code }, retryAfter: '3' } : null)
      tab.clock.advance(60_000)
      await openTab(tab).wake()
      expect(await kept(item.id)).toMatchObject({ state: 'waiting', maybeSent })
    }
  })

  it('is waited for longer and longer, up to five minutes', async () => {
    await waitingReport(tab.db, ['a'])
    tab.server.fault = () => 'unheard'
    const sender = openTab(tab)
    const waits: number[] = []
    await sender.wake()
    for (let round = 0; round < 11; round++) {
      waits.push(tab.clock.next ?? -1)
      tab.clock.advance(tab.clock.next ?? 0)
      await sender.wake()
    }
    // Half a share of jitter: three quarters of 1, 2, 4 … seconds.
    expect(waits).toEqual([750, 1_500, 3_000, 6_000, 12_000, 24_000, 48_000, 96_000, 192_000, 225_000, 225_000])
    expect(tab.server.calls).toHaveLength(12)
  })
})

it('goes on at once when the network comes back', async () => {
  const item = await waitingReport(tab.db, ['a'])
  tab.server.fault = () => 'unheard'
  const sender = openTab(tab)
  await sender.wake()
  tab.server.fault = () => null
  await sender.wake()
  expect(await kept(item.id)).toMatchObject({ state: 'waiting' })
  await sender.online()
  expect(await kept(item.id)).toMatchObject({ state: 'sent' })
})

it('lets others pass one that the server stumbles over', async () => {
  const bad = await waitingReport(tab.db, ['a'])
  const good = await waitingReport(tab.db, ['b'], 1_790_000_000_001)
  tab.server.fault = (call) => (call === `PUT /cases/${bad.id}` ? { status: 500 } : null)
  await openTab(tab).wake()
  expect(await kept(bad.id)).toMatchObject({ state: 'waiting', attempts: 1 })
  expect(await kept(good.id)).toMatchObject({ state: 'sent' })
})

describe('a refusal', () => {
  const refusal = { code: 'position_out_of_range', errors: [{ pointer: '/position/lon', code: 'position_out_of_range', detail: '经度超出范围' }] }

  it('is kept with its reason, does not come back by itself, and can be mended and sent again', async () => {
    const item = await waitingReport(tab.db, ['a'])
    tab.server.fault = (call) => (call.startsWith('PUT /cases') ? { status: 422, body: refusal } : null)
    const sender = openTab(tab)
    await sender.wake()
    const refused = (await kept(item.id)) as ReportItem
    expect(refused).toMatchObject({ state: 'refused', maybeSent: false, problem: refusal })
    expect(tab.clock.next).toBeNull()
    expect(await tab.db.photos.count()).toBe(1)

    tab.server.fault = () => null
    await sender.wake()
    expect(sentCases()).toBe(1)
    refused.report.position = { lon: 105.7, lat: 34.5, crs: 'wgs84', accuracy_m: null, source: 'manual' }
    await saveDraft(tab.db, refused)
    expect(await queue(tab.db, item.id)).toEqual([])
    await sender.wake()
    expect(await kept(item.id)).toMatchObject({ state: 'sent', problem: null })
    expect(JSON.parse(tab.server.cases.get(item.id)!.body)).toMatchObject({ position: { lon: 105.7, source: 'manual' } })
  })

  it('because the id is taken is answered with a new one', async () => {
    const item = await waitingReport(tab.db, ['a'])
    tab.server.cases.set(item.id, { id: item.id, number: 'x', version: 1, body: 'another', photos: [], keys: new Set() })
    const sender = openTab(tab)
    await sender.wake()
    expect(await kept(item.id)).toMatchObject({ state: 'refused', problem: { code: 'id_conflict' } })
    const fresh = await asNew(tab.db, item.id)
    await queue(tab.db, fresh)
    await sender.wake()
    expect(tab.server.cases.get(fresh)?.photos).toEqual(item.photoHashes)
  })

  it('of a photo the server lost meanwhile only means sending it again', async () => {
    const item = await waitingReport(tab.db, ['a'])
    let once = true
    tab.server.fault = (call) => {
      if (call.startsWith('PUT /cases') && once) {
        once = false
        tab.server.photos.clear()
      }
      return null
    }
    const sender = openTab(tab)
    await sender.wake()
    expect(await kept(item.id)).toMatchObject({ state: 'waiting', maybeSent: false })
    tab.clock.advance(60_000)
    await sender.wake()
    expect(await kept(item.id)).toMatchObject({ state: 'sent' })
  })

  it('by a portal in between is not the server’s word', async () => {
    const item = await waitingReport(tab.db, ['a'])
    const sender = openTab(tab)
    tab.server.fault = (call) => (call.startsWith('PUT /cases') ? { status: 403, body: { code: undefined } } : null)
    await sender.wake()
    expect(await kept(item.id)).toMatchObject({ state: 'waiting' })
  })
})

describe('an ended session', () => {
  const outOfIt: Tokens = {
    access: async () => 'expired',
    renew: async () => {
      throw new SignedOut('refresh_token_invalid')
    },
  }

  it('keeps everything waiting, asks nothing more, and goes on after signing in', async () => {
    const item = await waitingReport(tab.db, ['a'])
    const sender = openTab({ ...tab, tokens: outOfIt })
    await sender.wake()
    expect(await kept(item.id)).toMatchObject({ state: 'waiting' })
    expect(await getValue<Pause>(tab.db, PAUSE)).toMatchObject({ reason: 'signed-out' })
    expect(tab.clock.next).toBeNull()
    const asked = tab.server.calls.length
    await sender.online()
    expect(tab.server.calls).toHaveLength(asked)

    await openTab(tab).resume()
    expect(await kept(item.id)).toMatchObject({ state: 'sent' })
  })

  it('is renewed in the middle of a delivery without anybody noticing', async () => {
    const item = await waitingReport(tab.db, ['a', 'b'])
    let token = 'token-1'
    const renewed: string[] = []
    const tokens: Tokens = {
      access: async () => token,
      renew: async (expired) => {
        renewed.push(expired)
        token = tab.server.goodToken
        return token
      },
    }
    tab.server.fault = (_, number) => {
      if (number === 4) tab.server.goodToken = 'token-2'
      return null
    }
    await openTab({ ...tab, tokens }).wake()
    expect(await kept(item.id)).toMatchObject({ state: 'sent' })
    expect(renewed).toEqual(['token-1'])
  })
})

describe('an action', () => {
  async function caseWithVersion(version: number): Promise<string> {
    const id = uuidv7()
    tab.server.cases.set(id, { id, number: '20261121-9', version, body: '', photos: [], keys: new Set() })
    return id
  }
  async function comment(caseId: string, text: string, at: number): Promise<ActionItem> {
    const item = await newAction(tab.db, { caseId, caseNumber: '20261121-9', action: 'comment', expectedVersion: 3, body: { text } }, at)
    await queue(tab.db, item.id, at)
    return item
  }

  it('whose answer is lost is done once', async () => {
    const item = await comment(await caseWithVersion(3), '已到现场', 1)
    tab.server.fault = (_, number) => (number === 1 ? 'answer lost' : null)
    const sender = openTab(tab)
    await sender.wake()
    tab.clock.advance(10_000)
    await sender.wake()
    expect(await kept(item.id)).toMatchObject({ state: 'sent' })
    expect(tab.server.cases.get(item.caseId)).toMatchObject({ version: 4 })
  })

  it('on a case that has changed becomes a conflict, is never sent by itself, and can be redone', async () => {
    const item = await comment(await caseWithVersion(5), '已到现场', 1)
    const sender = openTab(tab)
    await sender.wake()
    expect(await kept(item.id)).toMatchObject({ state: 'conflict', body: { text: '已到现场' }, problem: { current_version: 5 } })
    await hurry(tab.db, item.id)
    await sender.wake()
    expect(tab.server.cases.get(item.caseId)).toMatchObject({ version: 5 })

    await redo(tab.db, item.id, 5)
    await sender.wake()
    expect(await kept(item.id)).toMatchObject({ state: 'sent' })
    expect(tab.server.cases.get(item.caseId)?.version).toBe(6)
    expect(((await kept(item.id)) as ActionItem).key).not.toBe(item.key)
  })

  it('after another one on the same case goes on from its version, in order', async () => {
    const id = await caseWithVersion(3)
    const items = [await comment(id, '一', 1), await comment(id, '二', 2), await comment(id, '三', 3)]
    await openTab(tab).wake()
    for (const item of items) expect(await kept(item.id)).toMatchObject({ state: 'sent' })
    expect(tab.server.cases.get(id)?.version).toBe(6)
  })

  it('whose answer is lost does not carry later ones over what somebody else did meanwhile', async () => {
    const id = await caseWithVersion(3)
    const [first, second] = [await comment(id, '一', 1), await comment(id, '二', 2)]
    tab.server.fault = (_, number) => (number === 1 ? 'answer lost' : null)
    const sender = openTab(tab)
    await sender.wake()
    tab.server.happens(id, 'return')
    tab.clock.advance(10_000)
    await sender.wake()
    expect(await kept(first.id)).toMatchObject({ state: 'sent' })
    expect(await kept(second.id)).toMatchObject({ state: 'conflict', expectedVersion: 4, problem: { current_version: 5 } })
    expect(tab.server.cases.get(id)?.version).toBe(5)
  })

  it('carries later ones over the rungs that were recorded with it', async () => {
    const id = await caseWithVersion(3)
    tab.server.cases.get(id)!.rungsDue = 2
    const items = [await comment(id, '一', 1), await comment(id, '二', 2)]
    await openTab(tab).wake()
    for (const item of items) expect(await kept(item.id)).toMatchObject({ state: 'sent' })
    expect(tab.server.cases.get(id)?.version).toBe(7)
  })

  it('waits for an earlier one on the same case that has to be tried again', async () => {
    const id = await caseWithVersion(3)
    const [first, second] = [await comment(id, '一', 1), await comment(id, '二', 2)]
    tab.server.fault = (_, number) => (number === 1 ? { status: 500 } : null)
    const sender = openTab(tab)
    await sender.wake()
    expect(await kept(second.id)).toMatchObject({ state: 'waiting', attempts: 0 })
    tab.clock.advance(10_000)
    await sender.wake()
    expect(await kept(first.id)).toMatchObject({ state: 'sent' })
    expect(await kept(second.id)).toMatchObject({ state: 'sent' })
  })
})

describe('taking back', () => {
  it('what waits makes it a draft again, even while a photo is on its way', async () => {
    const item = await waitingReport(tab.db, ['a'])
    const sender = openTab(tab)
    tab.server.fault = (call) => {
      if (call.startsWith('PUT /photos')) void cancel(tab.db, item.id).then(() => sender.abort(item.id))
      return null
    }
    await sender.wake()
    await new Promise((resolve) => setTimeout(resolve, 10))
    await sender.wake()
    expect(await kept(item.id)).toMatchObject({ state: 'draft', maybeSent: false })
    expect(tab.server.cases.size).toBe(0)
    expect(await tab.db.photos.count()).toBe(1)
  })

  it('what the server may have is not possible: it is neither cancelled nor removed', async () => {
    const item = await waitingReport(tab.db, ['a'])
    tab.server.fault = (call) => (call.startsWith('PUT /cases') ? 'answer lost' : null)
    const sender = openTab(tab)
    await sender.wake()
    expect(await cancel(tab.db, item.id)).toBe('uncertain')
    expect(await remove(tab.db, item.id)).toBe(false)
    expect(await kept(item.id)).toMatchObject({ state: 'waiting', maybeSent: true })
  })

  it('what is sent comes too late', async () => {
    const item = await waitingReport(tab.db, ['a'])
    await openTab(tab).wake()
    expect(await cancel(tab.db, item.id)).toBe('too-late')
    expect(await remove(tab.db, item.id)).toBe(true)
    expect(await tab.db.thumbnails.count()).toBe(0)
  })
})

it('stops in the middle of a delivery without losing it', async () => {
  const item = await waitingReport(tab.db, ['a'])
  const sender = openTab(tab)
  tab.server.fault = (call) => {
    if (call.startsWith('PUT /photos')) void sender.stop()
    return null
  }
  await sender.wake()
  expect(tab.server.cases.size).toBe(0)
  tab.server.fault = () => null
  await openTab(tab).wake()
  expect(await kept(item.id)).toMatchObject({ state: 'sent' })
})

it.each(['HEAD /photos', 'PUT /cases', 'GET /cases'])('stops while the server does not answer: %s', async (step) => {
  const item = await waitingReport(tab.db, ['a'])
  const sender = openTab(tab)
  tab.server.fault = (call) => (call.startsWith(step) ? 'hangs after acting' : null)
  void sender.wake()
  while (!tab.server.calls.some((call) => call.startsWith(step))) await new Promise((resolve) => setTimeout(resolve, 1))
  await sender.stop()
  tab.server.fault = () => null
  await openTab(tab).wake()
  expect(await kept(item.id)).toMatchObject({ state: 'sent' })
  expect(tab.server.cases.size).toBe(1)
})
