// Notices are readable without network, and what was read there is told later, never forgotten.

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createClient } from '@/api/client'
import { UserDatabase } from '../db/user'
import { fetchNotices, fetchOlder, keptNotices, markRead, tellRead } from './notices'
import type { Notice } from './wire'

let db: UserDatabase
/** The server: what it has, and up to where it knows the notices to be read. */
let told: string[]
let readUpTo: string
let offline: boolean

const all: Notice[] = Array.from({ length: 5 }, (_, index) => notice(`n${5 - index}`, `2026-03-02T0${5 - index}:00:00Z`))

function notice(id: string, at: string): Notice {
  return { id, at, kind: 'dispatched', text: '', read: false, case: { id: 'c', number: '1', category: { scheme: 's', code: '1', name: 'n' }, state: 'dispatched', address: '' } }
}

async function server(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  if (offline) throw new TypeError('Failed to fetch')
  const url = new URL(String(input), 'http://x')
  if (init?.method === 'POST') {
    readUpTo = (JSON.parse(String(init.body)) as { up_to: string }).up_to
    told.push(readUpTo)
  }
  const unread = all.filter((one) => one.at > readUpTo).length
  if (init?.method === 'POST') return Response.json({ unread })
  const from = Number(url.searchParams.get('cursor') ?? 0)
  return Response.json({ items: all.slice(from, from + 2), unread, next_cursor: from + 2 < all.length ? String(from + 2) : null })
}

const client = createClient({ tokens: { access: async () => 't', renew: async () => 't' }, language: () => 'zh', fetch: server as typeof fetch })

beforeEach(() => {
  db = new UserDatabase(`notices-${crypto.randomUUID()}`)
  told = []
  readUpTo = ''
  offline = false
})
afterEach(() => db.delete())

describe('notices', () => {
  it('stay readable without network', async () => {
    await fetchNotices(db, client, 7)
    offline = true
    await expect(fetchNotices(db, client, 8)).rejects.toThrow()
    expect(await keptNotices(db)).toMatchObject({ unread: 5, fetchedAt: 7 })
    expect((await keptNotices(db))?.items.map((one) => one.id)).toEqual(['n5', 'n4'])
  })

  it('are read page by page, each once', async () => {
    await fetchNotices(db, client)
    await fetchOlder(db, client)
    await fetchOlder(db, client)
    await fetchOlder(db, client)
    expect((await keptNotices(db))?.items.map((one) => one.id)).toEqual(['n5', 'n4', 'n3', 'n2', 'n1'])
    expect((await keptNotices(db))?.nextCursor).toBeNull()
  })

  it('read offline are told with the next look, once', async () => {
    await fetchNotices(db, client)
    offline = true
    await markRead(db)
    expect((await keptNotices(db))?.unread).toBe(0)
    await expect(tellRead(db, client)).rejects.toThrow()
    offline = false
    await fetchNotices(db, client)
    await fetchNotices(db, client)
    expect(told).toEqual(['2026-03-02T05:00:00Z'])
    expect((await keptNotices(db))?.unread).toBe(0)
  })

  it('say nothing to the server when nothing is unread', async () => {
    readUpTo = '2026-03-02T05:00:00Z'
    await fetchNotices(db, client)
    await markRead(db)
    await tellRead(db, client)
    expect(told).toEqual([])
  })
})
