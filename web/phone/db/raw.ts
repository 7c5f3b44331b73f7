// Pictures just taken, as they came, until the outbox has them made ready: a crash or a reload in that second must cost
// nothing. Each belongs to one report or action and goes with it, never before.

import type { Shot } from '@/photo/types'
import type { UserDatabase } from './user'
import { uuidv7 } from './uuid'

export interface RawPhoto {
  key: string
  /** The report or action it belongs to. */
  itemId: string
  file: Blob
  shot: Shot | undefined
  /** How often it was begun to make it ready, this time included. */
  attempts: number
}

export type RawRef = Pick<RawPhoto, 'key' | 'itemId'>
export type RawPhotos = ReturnType<typeof rawPhotos>

interface Stored {
  itemId: string
  bytes: ArrayBuffer
  type: string
  shot: (Omit<Shot, 'takenAt'> & { takenAt: number }) | null
  attempts?: number
  /** In a report's rows of an older app: how often it was begun after the first time. */
  again?: number
}

/** Then the item's id, so that nobody has to load pictures to find whose they are, then the picture's. */
const PREFIX = 'taken/'
/** Of older apps: whose they are stands inside. */
const FORMER = ['raw-photo/', 'raw-action-photo/']

export function rawPhotos(db: UserDatabase) {
  return {
    newKey: (itemId: string) => `${PREFIX}${itemId}/${uuidv7()}`,

    /** False where the phone has no room: the picture then is in memory only. Its first attempt begins at once. */
    async keep({ key, itemId, file, shot }: Omit<RawPhoto, 'attempts'>): Promise<boolean> {
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
        stored.attempts = attemptsOf(stored) + 1
      })
    },

    async get(key: string): Promise<RawPhoto | null> {
      const stored = (await db.kv.get(key))?.value as Stored | undefined
      if (!stored) return null
      const { itemId, bytes, type, shot } = stored
      return { key, itemId, file: new Blob([bytes], { type }), shot: shot ? { ...shot, takenAt: new Date(shot.takenAt) } : undefined, attempts: attemptsOf(stored) }
    },

    async drop(key: string): Promise<void> {
      await db.kv.delete(key)
    },

    refs: () => refsOf(db),
  }
}

function attemptsOf({ attempts, again }: Stored): number {
  return attempts ?? 1 + (again ?? 0)
}

/** Of one item or of all, those of one item in the order they were taken. In whatever transaction runs, which has `kv`. */
async function refsOf(db: UserDatabase, itemId?: string): Promise<RawRef[]> {
  const refs: RawRef[] = []
  const former = db.kv.where('key').startsWithAnyOf(FORMER)
  await former.each(({ key, value }) => void refs.push({ key, itemId: (value as Stored).itemId }))
  const keys = await db.kv.where('key').startsWith(itemId === undefined ? PREFIX : `${PREFIX}${itemId}/`).primaryKeys()
  for (const key of keys) refs.push({ key, itemId: key.slice(PREFIX.length, key.lastIndexOf('/')) })
  return itemId === undefined ? refs : refs.filter((ref) => ref.itemId === itemId)
}

/** Something of it is not made ready, or failed. */
export async function hasRaw(db: UserDatabase, itemId: string): Promise<boolean> {
  return (await refsOf(db, itemId)).length > 0
}

/** How much room they take, all of them. */
export async function roomOfRaw(db: UserDatabase): Promise<{ count: number; bytes: number }> {
  const taken = { count: 0, bytes: 0 }
  await db.kv.where('key').startsWithAnyOf([PREFIX, ...FORMER]).each(({ value }) => {
    taken.count += 1
    taken.bytes += (value as Stored).bytes.byteLength
  })
  return taken
}

/** With the item, in its transaction. */
export async function dropRawOf(db: UserDatabase, itemId: string): Promise<void> {
  await db.kv.bulkDelete((await refsOf(db, itemId)).map(({ key }) => key))
}

/** The item goes on under another id. */
export async function handRawOn(db: UserDatabase, from: string, to: string): Promise<void> {
  for (const { key } of await refsOf(db, from)) {
    const { value } = (await db.kv.get(key))!
    await db.kv.put({ key: `${PREFIX}${to}/${key.slice(key.lastIndexOf('/') + 1)}`, value: { ...(value as Stored), itemId: to } })
    await db.kv.delete(key)
  }
}

/** What belongs to no item on this phone. */
export async function sweepRaw(db: UserDatabase): Promise<void> {
  await db.transaction('rw', db.outbox, db.kv, async () => {
    const there = new Set((await db.outbox.toCollection().primaryKeys()) as string[])
    const strays = (await refsOf(db)).filter(({ itemId }) => !there.has(itemId))
    await db.kv.bulkDelete(strays.map(({ key }) => key))
  })
}
