// What of a person's is on this phone, by kind and size, and taking away what the server has acknowledged or would give
// again. What is not sent is never touched here.

import { roomOfRaw } from '@/phone/db/raw'
import type { UserDatabase } from '@/phone/db/user'
import { dropBytes } from '@/phone/offline/outbox/items'

export interface Kind {
  count: number
  bytes: number
}

export interface Kept {
  /** Evidence not acknowledged yet, and pictures not made ready. */
  photos: Kind
  /** The items themselves and their small pictures. */
  drafts: Kind
  pictures: Kind
  cases: Kind
  reference: Kind
  /** Bytes that `cleanUp` would free. */
  removable: number
}

export async function kept(db: UserDatabase): Promise<Kept> {
  const items = await db.outbox.toArray()
  const unsent = items.filter((item) => item.state !== 'sent')
  const evidence = new Map(unsent.flatMap((item) => item.photos).map((photo) => [photo.sha256, photo.size]))
  const needed = new Set(unsent.flatMap((item) => item.photoHashes))

  let thumbnails = 0
  let removable = json(items.filter((item) => item.state === 'sent'))
  await db.thumbnails.each((row) => {
    thumbnails += row.bytes.byteLength
    if (!needed.has(row.sha256)) removable += row.bytes.byteLength
  })
  const pictures = { count: 0, bytes: 0 }
  await db.pictures.each((row) => {
    pictures.count += 1
    pictures.bytes += row.bytes.byteLength
  })
  const cases = await db.cases.toArray()
  const raw = await roomOfRaw(db)
  return {
    photos: { count: evidence.size + raw.count, bytes: [...evidence.values()].reduce((sum, bytes) => sum + bytes, raw.bytes) },
    drafts: { count: items.length, bytes: json(items) + thumbnails },
    pictures,
    cases: { count: cases.length, bytes: json(cases) + json(await db.events.toArray()) },
    reference: { count: await db.reference.count(), bytes: json(await db.reference.toArray()) },
    removable: removable + pictures.bytes,
  }
}

/** Acknowledged items with their small pictures, and kept pictures of cases. Gives the bytes freed. */
export async function cleanUp(db: UserDatabase): Promise<number> {
  const before = await kept(db)
  await db.transaction('rw', db.outbox, db.photos, db.thumbnails, db.pictures, async () => {
    const sent = await db.outbox.where('state').equals('sent').toArray()
    await db.outbox.bulkDelete(sent.map((item) => item.id))
    await dropBytes(db, sent.flatMap((item) => item.photoHashes), ['photos', 'thumbnails'])
    await db.pictures.clear()
  })
  const after = await kept(db)
  return Math.max(0, total(before) - total(after))
}

export function total({ photos, drafts, pictures, cases, reference }: Kept): number {
  return [photos, drafts, pictures, cases, reference].reduce((sum, kind) => sum + kind.bytes, 0)
}

/** Near enough: a row takes about as much room as its text. */
function json(rows: unknown[]): number {
  return rows.length === 0 ? 0 : JSON.stringify(rows).length
}
