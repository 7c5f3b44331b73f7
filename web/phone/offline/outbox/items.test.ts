// @vitest-environment node
// What is written is on the phone at once, survives, and goes only when nothing needs it any more.

import { beforeEach, describe, expect, it, vi } from 'vitest'
import { reactive } from 'vue'
import { UserDatabase } from '../../db/user'
import { StorageFull } from '../../db/storage'
import { uuidv7 } from '../../db/uuid'
import { cancel, missing, queue } from './commands'
import { addPhoto, newReport, remove, removePhoto, saveDraft } from './items'
import { sweep } from './sweep'
import { photo, waitingReport } from './testing'
import type { ReportItem } from '../../db/outbox'

let db: UserDatabase

beforeEach(() => {
  db = new UserDatabase(uuidv7())
})

it('is there after the app was closed and opened again', async () => {
  const item = await newReport(db, { description: '墙上小广告' })
  await addPhoto(db, item.id, await photo('close'))
  db.close()
  const reopened = new UserDatabase(db.userId)
  const kept = (await reopened.outbox.get(item.id)) as ReportItem
  expect(kept).toMatchObject({ state: 'draft', report: { description: '墙上小广告' } })
  const bytes = await reopened.photos.get(kept.photoHashes[0] ?? '')
  expect(new TextDecoder().decode(bytes?.bytes)).toBe('close')
})

it('takes over what a page has made reactive', async () => {
  const item = reactive(await newReport(db))
  item.report.category = { scheme: 's', code: '02-01' }
  await saveDraft(db, item)
  expect(await db.outbox.get(item.id)).toMatchObject({ report: { category: { code: '02-01' } } })
})

it('does not let an old copy of a page undo photos or the state', async () => {
  const item = await newReport(db)
  await addPhoto(db, item.id, await photo('close'))
  await saveDraft(db, item)
  expect((await db.outbox.get(item.id))?.photos).toHaveLength(1)
})

it('changes nothing of what is on its way', async () => {
  const item = await waitingReport(db, ['a'])
  await expect(saveDraft(db, item)).rejects.toThrow('is waiting')
  await expect(addPhoto(db, item.id, await photo('b'))).rejects.toThrow('is waiting')
})

it('says what is missing before it waits, and stays a draft', async () => {
  const item = await newReport(db)
  expect(await queue(db, item.id)).toEqual(['photo', 'category', 'position'])
  expect(await db.outbox.get(item.id)).toMatchObject({ state: 'draft' })
  expect(missing(item)).toHaveLength(3)
})

describe('a full phone', () => {
  it('says so, while the photo is still in the page, and leaves no half', async () => {
    const item = await newReport(db)
    const full = Object.assign(new Error('full'), { name: 'QuotaExceededError' })
    const put = vi.spyOn(db.thumbnails, 'put').mockRejectedValue(full)
    const close = await photo('close')
    await expect(addPhoto(db, item.id, close)).rejects.toBeInstanceOf(StorageFull)
    expect(await db.photos.count()).toBe(0)
    expect((await db.outbox.get(item.id))?.photos).toEqual([])
    put.mockRestore()
    await addPhoto(db, item.id, close)
    expect(await db.photos.count()).toBe(1)
  })

  it('is also recognized in the browser’s wrapping, and other failures stay what they are', async () => {
    const wrapped = Object.assign(new Error('abort'), { name: 'AbortError', inner: { name: 'QuotaExceededError' } })
    vi.spyOn(db.outbox, 'add').mockRejectedValueOnce(wrapped)
    await expect(newReport(db)).rejects.toBeInstanceOf(StorageFull)
    vi.spyOn(db.outbox, 'add').mockRejectedValueOnce(new Error('other'))
    await expect(newReport(db)).rejects.toThrow('other')
  })
})

describe('photos that two items share', () => {
  it('stay until the last of them is gone', async () => {
    const [first, second] = [await newReport(db), await newReport(db)]
    for (const item of [first, second]) await addPhoto(db, item.id, await photo('same'))
    await removePhoto(db, first.id, (await photo('same')).sha256)
    expect(await db.photos.count()).toBe(1)
    expect(await remove(db, second.id)).toBe(true)
    expect(await db.photos.count()).toBe(0)
    expect(await db.thumbnails.count()).toBe(0)
  })
})

describe('the weekly sweep', () => {
  const day = 24 * 60 * 60_000
  const now = 1_790_000_000_000

  it('takes what was sent a week ago and leaves everything else', async () => {
    const items = []
    for (const name of ['old', 'recent', 'waiting', 'draft']) items.push(await waitingReport(db, [name]))
    const [old, recent, , draft] = items
    await db.outbox.update(old!.id, { state: 'sent', sentAt: now - 8 * day })
    await db.outbox.update(recent!.id, { state: 'sent', sentAt: now - 6 * day })
    expect(await cancel(db, draft!.id)).toBe('cancelled')
    await sweep(db, now)
    expect((await db.outbox.toArray()).map((item) => item.id).sort()).toEqual(items.slice(1).map((item) => item.id).sort())
    // Evidence only for what is not sent, small pictures for all that is shown.
    expect(await db.photos.count()).toBe(2)
    expect(await db.thumbnails.count()).toBe(3)
  })

  it('takes pictures of the server by the rule for them', async () => {
    await db.pictures.add({ url: '/p/old', type: 'image/jpeg', bytes: new ArrayBuffer(1), fetchedAt: now - 15 * day })
    await db.pictures.add({ url: '/p/new', type: 'image/jpeg', bytes: new ArrayBuffer(1), fetchedAt: now })
    await sweep(db, now)
    expect(await db.pictures.toCollection().primaryKeys()).toEqual(['/p/new'])
  })
})
