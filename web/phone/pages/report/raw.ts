// Pictures just taken, as they came, until they are made ready: a crash or a reload in that second must cost nothing.

import type { Shot } from '@/photo/types'
import type { UserDatabase } from '../../db/user'
import { uuidv7 } from '../../db/uuid'

export interface RawPhoto {
  key: string
  /** The report it belongs to. */
  itemId: string
  file: Blob
  shot: Shot | undefined
}

interface Stored {
  itemId: string
  bytes: ArrayBuffer
  type: string
  shot: (Omit<Shot, 'takenAt'> & { takenAt: number }) | null
  /** Begun again after the page that took it; absent: never. */
  again?: number
}

/** One that ends the page each time must not end it for ever. */
const MOST_AGAIN = 1
const PREFIX = 'raw-photo/'

/** Null where the phone has no room: the picture then is in memory only, as long as it takes. */
export async function keepRaw(db: UserDatabase, itemId: string, file: Blob, shot?: Shot): Promise<string | null> {
  const key = `${PREFIX}${uuidv7()}`
  try {
    const stored: Stored = { itemId, bytes: await file.arrayBuffer(), type: file.type, shot: shot ? { ...shot, takenAt: shot.takenAt.getTime() } : null }
    await db.kv.put({ key, value: stored })
    return key
  } catch {
    return null
  }
}

/** False when it was begun again often enough; it stays as it came. */
export async function tryRawAgain(db: UserDatabase, key: string): Promise<boolean> {
  const row = await db.kv.get(key)
  const stored = row?.value as Stored | undefined
  if (!stored || (stored.again ?? 0) >= MOST_AGAIN) return false
  // A full phone cannot count, and tries all the same.
  await db.kv.put({ key, value: { ...stored, again: (stored.again ?? 0) + 1 } }).catch(() => undefined)
  return true
}

export async function dropRaw(db: UserDatabase, key: string): Promise<void> {
  await db.kv.delete(key)
}

/** In the order they were taken. */
export async function rawPhotos(db: UserDatabase): Promise<RawPhoto[]> {
  const rows = await db.kv.where('key').startsWith(PREFIX).sortBy('key')
  return rows.map(({ key, value }) => {
    const { itemId, bytes, type, shot } = value as Stored
    return { key, itemId, file: new Blob([bytes], { type }), shot: shot ? { ...shot, takenAt: new Date(shot.takenAt) } : undefined }
  })
}
