// @vitest-environment node
// The city is on the phone after the first download, is only fetched again when it changed, and never half replaced.

import { beforeEach, expect, it, vi } from 'vitest'
import { createClient } from '@/api/client'
import { UserDatabase } from '../db/user'
import { openReference } from './reference'
import { uuidv7 } from '../db/uuid'

let db: UserDatabase
let calls: string[]
let answers: (url: string, init: RequestInit) => Response | Promise<Response>

beforeEach(() => {
  db = new UserDatabase(uuidv7())
  calls = []
  answers = city
  // A browser without idle callbacks; the first look at what is kept waits for a quiet moment there.
  vi.stubGlobal('window', {})
})

const limits = { version: 4, near: { least_m: 20, most_m: 80, duplicate_m: 50 } }
const collection = { type: 'FeatureCollection', features: [] }

function city(url: string, init: RequestInit): Response {
  if (url === '/api/v1/zones') {
    const known = new Headers(init.headers).get('If-None-Match') === 'W/"1"'
    return known ? new Response(null, { status: 304 }) : Response.json(collection, { headers: { ETag: 'W/"1"' } })
  }
  if (url.startsWith('/api/v1/categories')) {
    const second = url.includes('cursor=next')
    return Response.json({ items: [{ code: second ? '02-02' : '02-01' }], next_cursor: second ? null : 'next' })
  }
  if (url.startsWith('/api/v1/units')) return Response.json({ items: [{ code: 'CGZF' }], next_cursor: null })
  if (url.startsWith('/api/v1/campaigns')) return Response.json({ items: url.includes('state=running') ? [{ name: '牛皮癣整治' }] : [], next_cursor: null })
  if (url === '/api/v1/reference') {
    const known = new Headers(init.headers).get('If-None-Match') === 'W/"r"'
    return known ? new Response(null, { status: 304 }) : Response.json(limits, { headers: { ETag: 'W/"r"' } })
  }
  return Response.json({ version: 4, rules: [] })
}

function open() {
  const tokens = { access: async () => 't', renew: async () => 't' }
  const client = createClient({
    tokens,
    language: () => 'zh',
    fetch: async (input, init) => {
      calls.push(String(input))
      return answers(String(input), init ?? {})
    },
  })
  return openReference(db, client)
}

it('fetches every page, and has it all the next time without network', async () => {
  const first = open()
  await first.loaded
  expect(first.city.value).toBeNull()
  await first.refresh()
  expect(first.city.value).toMatchObject({ categories: [{ code: '02-01' }, { code: '02-02' }], units: [{ code: 'CGZF' }], rules: { version: 4 } })

  answers = () => Promise.reject(new TypeError('offline'))
  const later = open()
  await later.loaded
  expect(later.city.value).toMatchObject({ zones: collection, limits })
  await later.refresh()
  expect(later.city.value).toMatchObject({ zones: collection, categories: [{ code: '02-01' }, { code: '02-02' }], limits, campaigns: [{ name: '牛皮癣整治' }] })
})

it('does not fetch zones and limits it has', async () => {
  await open().refresh()
  const later = open()
  await later.loaded
  const statuses = new Map<string, number>()
  answers = (url, init) => {
    const answer = city(url, init)
    statuses.set(url, answer.status)
    return answer
  }
  await later.refresh()
  expect([statuses.get('/api/v1/zones'), statuses.get('/api/v1/reference')]).toEqual([304, 304])
  expect(later.city.value).toMatchObject({ zones: collection, limits })
})

it('works without the routing table where it may not be read', async () => {
  await open().refresh()
  answers = (url, init) => (url.includes('routing') ? Response.json({ code: 'forbidden', status: 403, detail: '' }, { status: 403 }) : city(url, init))
  const later = open()
  await later.refresh()
  expect(later.city.value).toMatchObject({ rules: null, units: [{ code: 'CGZF' }] })
})

it('is fetched once however many ask, and all of them wait for it', async () => {
  const one = open()
  await Promise.all([one.refresh(), one.refresh()])
  expect(calls.filter((url) => url === '/api/v1/zones')).toHaveLength(1)
  expect(one.city.value).not.toBeNull()
})

it('keeps the old city when the new one breaks off', async () => {
  await open().refresh()
  answers = (url, init) => (url.includes('units') ? new Response('{"items": [', { status: 200 }) : city(url, init))
  const later = open()
  await later.loaded
  await later.refresh()
  expect(later.city.value).toMatchObject({ units: [{ code: 'CGZF' }] })
  expect(later.refreshing.value).toBe(false)
})

it('uses what has come although the rest has not', async () => {
  answers = (url, init) => (url.includes('reference') || url.includes('campaigns') ? Promise.reject(new TypeError('offline')) : city(url, init))
  const first = open()
  await first.refresh()
  expect(first.city.value).toMatchObject({ categories: [{ code: '02-01' }, { code: '02-02' }], limits: null, campaigns: null, fetchedAt: 0 })
  expect(first.refreshing.value).toBe(false)
})

it('is as old as its oldest part, and not whole before limits and campaigns are there', async () => {
  const first = open()
  answers = (url, init) => (url.includes('campaigns') ? Promise.reject(new TypeError('offline')) : city(url, init))
  await first.refresh()
  expect(first.city.value).toMatchObject({ limits, campaigns: null, fetchedAt: 0 })
  answers = city
  await first.refresh()
  for (const name of ['limits', 'campaigns'] as const) {
    await db.reference.update(name, { fetchedAt: 7 })
    const later = open()
    await later.loaded
    expect(later.city.value?.fetchedAt).toBe(7)
    await first.refresh()
  }
})
