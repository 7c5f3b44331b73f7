// What one person has on this phone: drafts, waiting reports and photos, the city's reference, cases to read offline.
// Every person has a database of their own, so that nobody meets another's data.

import { Dexie, type EntityTable, type Table } from 'dexie'
import type { Case, CaseEvent, Mode } from '@/api/types'
import type { KeyValue } from './kv'
import type { OutboxItem } from './outbox'
import { keeping } from './storage'

/** The evidence itself, byte for byte as it will be stored, kept until the server has acknowledged it. */
export interface PhotoRow {
  sha256: string
  type: string
  bytes: ArrayBuffer
}

/** A small picture for lists, kept apart so that a list never loads evidence. */
export interface ThumbnailRow {
  sha256: string
  type: string
  bytes: ArrayBuffer
}

/** A picture of the server's kept for reading offline. */
export interface PictureRow {
  url: string
  type: string
  bytes: ArrayBuffer
  fetchedAt: number
  /** Somebody has looked at it; see photo/opened.ts. */
  opened?: boolean
}

export interface CaseRow {
  id: string
  case: Case
  fetchedAt: number
}

export interface EventsRow {
  caseId: string
  events: CaseEvent[]
  fetchedAt: number
}

/** A named list of cases, such as what waits for the person, in the order it was given. */
export interface ListRow {
  name: string
  ids: string[]
  fetchedAt: number
}

export interface ReferenceRow {
  name: 'zones' | 'categories' | 'units' | 'rules' | 'limits' | 'campaigns'
  etag: string | null
  fetchedAt: number
  data: unknown
}

/** The visit that is going on. At most one. */
export interface VisitRow {
  id: string
  /** The version of the zone on this phone's map. */
  zoneId: string
  zoneCode: string
  zoneName: string
  startedAt: string
  mode: Mode
  campaignId: string | null
  /** Longitude, latitude (WGS-84), Unix ms. */
  track: [number, number, number][]
  /** The way walked; it stays right when the track is thinned out. */
  distanceM: number
  /** Unix ms: then the person is asked whether it still goes on. */
  askAt: number
}

export class UserDatabase extends Dexie {
  declare kv: Table<KeyValue, string>
  declare outbox: EntityTable<OutboxItem, 'id'>
  declare photos: EntityTable<PhotoRow, 'sha256'>
  declare thumbnails: EntityTable<ThumbnailRow, 'sha256'>
  declare pictures: EntityTable<PictureRow, 'url'>
  declare cases: EntityTable<CaseRow, 'id'>
  declare events: EntityTable<EventsRow, 'caseId'>
  declare lists: EntityTable<ListRow, 'name'>
  declare reference: EntityTable<ReferenceRow, 'name'>
  declare visit: EntityTable<VisitRow, 'id'>

  constructor(readonly userId: string) {
    super(`xuncheng-phone-${userId}`)
    // A later version adds to this list and never removes what an older app may have left in it.
    this.version(1).stores({
      kv: 'key',
      outbox: 'id, state, caseId, createdAt, *photoHashes',
      photos: 'sha256',
      thumbnails: 'sha256',
      pictures: 'url, fetchedAt',
      cases: 'id, fetchedAt',
      events: 'caseId',
      lists: 'name',
      reference: 'name',
      visit: 'id',
    })
  }
}

export async function getValue<V>(db: UserDatabase, key: string): Promise<V | null> {
  return ((await db.kv.get(key))?.value as V | undefined) ?? null
}

/** Throws StorageFull. */
export async function setValue(db: UserDatabase, key: string, value: unknown): Promise<void> {
  await keeping(() => db.kv.put({ key, value }))
}
