// The text that goes to support holds everything and nothing personal.

import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { device, note } from '../db/device'
import { UserDatabase } from '../db/user'
import { newReport } from '../offline/outbox/items'
import { askServer } from '@/api/server'
import { collect } from './collect'
import { asText } from './text'

let db: UserDatabase

beforeEach(async () => {
  vi.stubGlobal('fetch', async () => Promise.reject(new TypeError('Failed to fetch')))
  db = new UserDatabase(`text-${crypto.randomUUID()}`)
  await device.log.clear()
  await device.people.put({ id: 'p', username: 'inspector1', displayName: '林晓', unitName: '城管局', lastSeenAt: 1 })
})
afterEach(() => db.delete())

it('says versions, states and counts, and the log without names, places or tokens', async () => {
  await newReport(db, { description: '井盖破损，联系人王师傅', address: '解放路 12 号' })
  await note('session', 'inspector1 signed in as 林晓 with eyJhbGci.eyJzdWIi.c2ln at 105.7212345')
  await note('outbox', 'report: later NoConnection')
  const text = asText(await collect('ready', db))
  expect(text).toContain('Xuncheng phone app test')
  expect(text).toContain('service worker: ready')
  expect(text).toContain('outbox: draft 1, waiting 0, sending 0, sent 0, refused 0, conflict 0')
  expect(text).toContain('outbox: report: later NoConnection')
  expect(text).toContain('session: <person> signed in as <person> with <token> at <degrees>')
  for (const secret of ['林晓', 'inspector1', '井盖', '解放路', 'eyJ', '105.72', '城管局']) expect(text).not.toContain(secret)
})

it('holds the last two hundred lines, the oldest first', async () => {
  for (let line = 0; line < 230; line++) await note('n', `line ${line}`)
  const { log } = await collect('missing', null)
  expect(log).toHaveLength(200)
  expect(log[0]).toContain('line 30')
  expect(log.at(-1)).toContain('line 229')
})

it('tells a reached server from one that is not, and a wrong clock', async () => {
  const now = Date.parse('2026-03-02T01:05:00Z')
  const answer = () => new Response(JSON.stringify({ status: 'ok', version: '1.2.3' }), { headers: { Date: 'Mon, 02 Mar 2026 01:00:00 GMT' } })
  expect(await askServer(async () => answer(), () => now)).toEqual({ reached: true, version: '1.2.3', ms: 0, clockAheadS: 300 })
  expect(await askServer(async () => Promise.reject(new TypeError('Failed to fetch')), () => now)).toMatchObject({ reached: false, version: null })
  expect((await askServer(async () => new Response('', { status: 502 }), () => now)).reached).toBe(false)
})
