// Takes away what was sent a week ago, bytes and pictures as they came that belong to nothing any more, and old copies of
// the server's pictures. What is not sent is never touched.

import { sweepRaw } from '../../db/raw'
import type { UserDatabase } from '../../db/user'
import { trimPictures } from '../pictures'
import { dropBytes } from './items'

const KEPT_MS = 7 * 24 * 60 * 60_000

export async function sweep(db: UserDatabase, now: number): Promise<void> {
  await db.transaction('rw', db.outbox, db.photos, db.thumbnails, async () => {
    const old = await db.outbox.where('state').equals('sent').filter((item) => (item.sentAt ?? 0) < now - KEPT_MS).toArray()
    for (const item of old) await db.outbox.delete(item.id)
    for (const item of old) await dropBytes(db, item.photoHashes, ['thumbnails'])
    const stored = (await db.photos.toCollection().primaryKeys()) as string[]
    await dropBytes(db, stored, ['photos'])
  })
  await sweepRaw(db)
  await trimPictures(db, now)
}
