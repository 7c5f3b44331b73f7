// An action's pictures just taken, as they came, until the outbox has them: a crash or a reload in that second must cost nothing.

import type { Shot } from '@/photo/types'
import type { UserDatabase } from '../db/user'
import { uuidv7 } from '../db/uuid'

export interface RawPhoto {
  key: string
  /** The action it belongs to. */
  itemId: string
  file: Blob
  shot: Shot | undefined
  /** How often it was begun to make it ready, this life of the page included. */
  attempts: number
}

export type RawPhotos = ReturnType<typeof rawPhotos>

interface Stored {
  itemId: string
  bytes: ArrayBuffer
  type: string
  shot: (Omit<Shot, 'takenAt'> & { takenAt: number }) | null
  /** Absent in rows of older versions. */
  attempts?: number
}

// Reports keep theirs under another name, and drop what is not a report's.
const PREFIX = 'raw-action-photo/'

export function rawPhotos(db: UserDatabase) {
  return {
    newKey: () => `${PREFIX}${uuidv7()}`,

    /** False where the phone has no room: the picture then is in memory only. Its first attempt begins at once. */
    async keep(key: string, itemId: string, file: Blob, shot?: Shot): Promise<boolean> {
      try {
        const stored: Stored = { itemId, bytes: await file.arrayBuffer(), type: file.type, shot: shot ? { ...shot, takenAt: shot.takenAt.getTime() } : null, attempts: 1 }
        await db.kv.put({ key, value: stored })
        return true
      } catch {
        return false
      }
    },

    /** Before another attempt, which may be the one that ends the page. */
    async tried(key: string): Promise<void> {
      await db.kv.where('key').equals(key).modify((row) => {
        const stored = row.value as Stored
        stored.attempts = (stored.attempts ?? 1) + 1
      })
    },

    async drop(key: string): Promise<void> {
      await db.kv.delete(key)
    },

    /** In the order they were taken. */
    async all(): Promise<RawPhoto[]> {
      const rows = await db.kv.where('key').startsWith(PREFIX).sortBy('key')
      return rows.map(({ key, value }) => {
        const { itemId, bytes, type, shot, attempts = 1 } = value as Stored
        return { key, itemId, file: new Blob([bytes], { type }), shot: shot ? { ...shot, takenAt: new Date(shot.takenAt) } : undefined, attempts }
      })
    },
  }
}
