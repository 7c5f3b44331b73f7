// Freeing space never takes anything that is not safe at the server.

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { OutboxState, ReportItem } from '@/phone/db/outbox'
import { UserDatabase } from '@/phone/db/user'
import { cleanUp, kept, total } from './kept'

let db: UserDatabase

beforeEach(() => {
  db = new UserDatabase(`kept-${crypto.randomUUID()}`)
})
afterEach(() => db.delete())

async function report(id: string, state: OutboxState, ...hashes: string[]): Promise<void> {
  const photos = hashes.map((sha256) => ({ sha256, type: 'image/jpeg', size: 1_000, width: 10, height: 10, takenAt: null }))
  const item: ReportItem = {
    id,
    caseId: id,
    kind: 'report',
    state,
    createdAt: 1,
    updatedAt: 1,
    photos,
    photoHashes: hashes,
    attempts: 0,
    nextAt: 0,
    maybeSent: false,
    problem: null,
    sentAt: state === 'sent' ? 2 : null,
    caseNumber: null,
    report: { category: null, categoryName: '', position: null, capturedAt: '', description: '', address: null, mode: 'routine', campaignId: null },
  }
  await db.outbox.add(item)
  for (const sha256 of hashes) {
    await db.thumbnails.put({ sha256, type: 'image/jpeg', bytes: new ArrayBuffer(50) })
    if (state !== 'sent') await db.photos.put({ sha256, type: 'image/jpeg', bytes: new ArrayBuffer(1_000) })
  }
}

async function picture(url: string, bytes: number): Promise<void> {
  await db.pictures.put({ url, type: 'image/jpeg', bytes: new ArrayBuffer(bytes), fetchedAt: 1 })
}

describe('what is on the phone', () => {
  it('is counted by kind, a photo of two items once', async () => {
    await report('a', 'waiting', 'one', 'two')
    await report('b', 'draft', 'two')
    await report('c', 'sent', 'three')
    await picture('/x', 700)
    const found = await kept(db)
    expect(found.photos).toEqual({ count: 2, bytes: 2_000 })
    expect(found.drafts.count).toBe(3)
    expect(found.pictures).toEqual({ count: 1, bytes: 700 })
    expect(found.removable).toBeGreaterThan(700 + 50)
  })

  it('is nothing on an empty phone', async () => {
    const found = await kept(db)
    expect(total(found)).toBe(0)
    expect(found.removable).toBe(0)
  })
})

describe('freeing space', () => {
  it.each<OutboxState>(['draft', 'waiting', 'sending', 'refused', 'conflict'])('keeps everything of an item that is %s', async (state) => {
    await report('mine', state, 'photo')
    await report('old', 'sent', 'photo', 'other')
    await picture('/x', 700)
    const freed = await cleanUp(db)
    expect(freed).toBeGreaterThan(700)
    expect((await db.outbox.toArray()).map((item) => item.id)).toEqual(['mine'])
    expect(await db.photos.get('photo')).toBeDefined()
    expect(await db.thumbnails.get('photo')).toBeDefined()
    expect(await db.thumbnails.get('other')).toBeUndefined()
    expect(await db.pictures.count()).toBe(0)
    expect((await kept(db)).removable).toBe(0)
  })

  it('leaves cases and the city for offline', async () => {
    await db.reference.put({ name: 'categories', etag: null, fetchedAt: 1, data: [] })
    await db.lists.put({ name: 'mine', ids: ['1'], fetchedAt: 1 })
    await cleanUp(db)
    expect(await db.reference.count()).toBe(1)
    expect(await db.lists.count()).toBe(1)
  })
})
