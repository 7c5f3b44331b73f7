// Making, changing and removing what is in the outbox. Nothing here talks to the server.

import type { ActionName } from '@/api/types'
import type { PreparedPhoto } from '@/photo/types'
import type { ActionItem, OutboxItem, OutboxPhoto, ReportContent, ReportItem, VisitContent, VisitItem } from '../../db/outbox'
import { keeping } from '../../db/storage'
import { dropRawOf } from '../../db/raw'
import type { UserDatabase } from '../../db/user'
import { uuidv7 } from '../../db/uuid'

/** The states in which the person may still change an item. */
const OPEN = ['draft', 'refused', 'conflict'] as const

export async function newReport(db: UserDatabase, content: Partial<ReportContent> = {}, now = Date.now()): Promise<ReportItem> {
  const item = newReportItem(content, now)
  await keeping(() => db.outbox.add(item))
  return item
}

/** One that began in memory, as soon as there is room. */
export async function keepReport(db: UserDatabase, item: ReportItem): Promise<void> {
  await keeping(() => db.outbox.add(plain(item)))
}

export function newReportItem(content: Partial<ReportContent>, now: number): ReportItem {
  const id = uuidv7(now)
  const report: ReportContent = {
    category: null,
    categoryName: '',
    position: null,
    capturedAt: new Date(now).toISOString(),
    description: '',
    address: null,
    mode: 'routine',
    campaignId: null,
    ...plain(content),
  }
  return { ...fresh(id, id, now), kind: 'report', report }
}

export interface NewAction {
  caseId: string
  caseNumber: string
  action: ActionName
  expectedVersion: number
  body: Record<string, unknown>
}

/** As a draft, so that photos can be put to it; then `send`. */
export async function newAction(db: UserDatabase, action: NewAction, now = Date.now()): Promise<ActionItem> {
  const item: ActionItem = {
    ...fresh(uuidv7(now), action.caseId, now),
    kind: 'action',
    caseNumber: action.caseNumber,
    action: action.action,
    expectedVersion: action.expectedVersion,
    body: plain(action.body),
    key: uuidv7(now),
  }
  await keeping(() => db.outbox.add(item))
  return item
}

export async function newVisit(db: UserDatabase, id: string, visit: VisitContent, now = Date.now()): Promise<VisitItem> {
  const item: VisitItem = { ...fresh(id, '', now), kind: 'visit', visit: plain(visit) }
  await keeping(() => db.outbox.put(item))
  return item
}

/** Keeps what was typed. Only the content is taken over; state and photos have their own functions. */
export async function saveDraft(db: UserDatabase, item: OutboxItem, now = Date.now()): Promise<void> {
  const content = plain(item)
  await keeping(() =>
    db.transaction('rw', db.outbox, async () => {
      const kept = await open(db, item.id)
      if (kept.kind === 'report' && content.kind === 'report') kept.report = content.report
      else if (kept.kind === 'action' && content.kind === 'action') kept.body = content.body
      else if (kept.kind === 'visit' && content.kind === 'visit') kept.visit = content.visit
      kept.updatedAt = now
      await db.outbox.put(kept)
    }),
  )
}

/** The bytes and the item that needs them in one transaction: never one without the other. */
export async function addPhoto(db: UserDatabase, id: string, photo: PreparedPhoto, now = Date.now()): Promise<OutboxItem> {
  return keeping(() =>
    db.transaction('rw', db.outbox, db.photos, db.thumbnails, async () => {
      const item = await open(db, id)
      if (item.photoHashes.includes(photo.sha256)) return item
      await db.photos.put({ sha256: photo.sha256, type: photo.type, bytes: photo.bytes })
      await db.thumbnails.put({ sha256: photo.sha256, type: photo.thumbnail.type, bytes: photo.thumbnail.bytes })
      return putWithPhotos(db, item, [...item.photos, described(photo)], now)
    }),
  )
}

export async function removePhoto(db: UserDatabase, id: string, sha256: string, now = Date.now()): Promise<OutboxItem> {
  return db.transaction('rw', db.outbox, db.photos, db.thumbnails, async () => {
    const item = await open(db, id)
    const changed = await putWithPhotos(db, item, item.photos.filter((photo) => photo.sha256 !== sha256), now)
    await dropBytes(db, [sha256], ['photos', 'thumbnails'])
    return changed
  })
}

/** The item and what only it needed. False: the server may have it already, so it cannot be taken back. */
export async function remove(db: UserDatabase, id: string): Promise<boolean> {
  return db.transaction('rw', db.outbox, db.photos, db.thumbnails, db.kv, async () => {
    const item = await db.outbox.get(id)
    if (!item) return true
    if (item.state === 'sending' || (item.maybeSent && item.state !== 'sent')) return false
    await db.outbox.delete(id)
    await dropBytes(db, item.photoHashes, ['photos', 'thumbnails'])
    await dropRawOf(db, id)
    return true
  })
}

/** Bytes that another item still needs stay. `but` is one that needs its evidence no more, although it does not say so yet. */
export async function dropBytes(db: UserDatabase, hashes: string[], from: ('photos' | 'thumbnails')[], but?: string): Promise<void> {
  for (const sha256 of hashes) {
    const users = await db.outbox.where('photoHashes').equals(sha256).filter((item) => item.id !== but).toArray()
    for (const table of from) {
      // A sent item needs only the small picture.
      const needed = users.some((item) => table === 'thumbnails' || item.state !== 'sent')
      if (!needed) await db[table].delete(sha256)
    }
  }
}

async function open(db: UserDatabase, id: string): Promise<OutboxItem> {
  const item = await db.outbox.get(id)
  if (!item) throw new Error(`no outbox item ${id}`)
  if (!OPEN.some((state) => state === item.state)) throw new Error(`outbox item ${id} is ${item.state}`)
  return item
}

async function putWithPhotos(db: UserDatabase, item: OutboxItem, photos: OutboxPhoto[], now: number): Promise<OutboxItem> {
  item.photos = photos
  item.photoHashes = photos.map((photo) => photo.sha256)
  item.updatedAt = now
  await db.outbox.put(item)
  return item
}

export function described(photo: PreparedPhoto): OutboxPhoto {
  const { sha256, type, width, height, takenAt } = photo
  return { sha256, type, size: photo.bytes.byteLength, width, height, takenAt }
}

function fresh(id: string, caseId: string, now: number) {
  return {
    id,
    caseId,
    caseNumber: null as string | null,
    state: 'draft' as const,
    createdAt: now,
    updatedAt: now,
    photos: [],
    photoHashes: [],
    attempts: 0,
    nextAt: 0,
    maybeSent: false,
    problem: null,
    sentAt: null,
  }
}

/** What Vue made reactive cannot be stored; what can be sent as JSON can. */
export function plain<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T
}

