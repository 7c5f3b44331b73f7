// The way out when the phone is full: a report whose photos are, at least in part, only in the page goes straight to the
// server, under its own id, so that trying again, or the outbox doing so later, makes no second one.

import type { Client } from '@/api/client'
import type { PreparedPhoto } from '@/photo/types'
import { note } from '../../db/device'
import type { ReportContent, ReportItem, Told } from '../../db/outbox'
import { keeping } from '../../db/storage'
import type { UserDatabase } from '../../db/user'
import { deliver, type Delivered } from './deliver'
import { described, dropBytes, newReportItem, remove } from './items'

export interface FromMemory {
  db: UserDatabase
  client: Client
  now: () => number
  told: () => Promise<Told>
  progress: (share: number) => void
}

/** A report that could not even be kept as a draft. */
export function reportInMemory(content: Partial<ReportContent>): ReportItem {
  return newReportItem(content, Date.now())
}

/** What is to be sent: the report as it is now, with the photos that the phone had no room for. */
export function withUnkept(item: ReportItem, unkept: PreparedPhoto[]): ReportItem {
  const photos = [...item.photos, ...unkept.map(described)]
  return { ...item, photos, photoHashes: photos.map((photo) => photo.sha256) }
}

/** Throws as the client does. The item remembers how its moments were told: to try again, send the same one. */
export async function sendFromMemory(parts: FromMemory, item: ReportItem, unkept: PreparedPhoto[]): Promise<Delivered> {
  const { db, client } = parts
  const inMemory = new Map(unkept.map((photo) => [photo.sha256, photo]))
  const delivered = await deliver(item, {
    client,
    signal: new AbortController().signal,
    progress: (sent, total) => parts.progress(total === 0 ? 1 : sent / total),
    bytesOf: async (sha256) => inMemory.get(sha256) ?? (await db.photos.get(sha256)),
    handOver: async () => (item.clock ??= await parts.told()),
  })
  await settle(db, { ...item, state: 'sent', sentAt: parts.now(), caseNumber: delivered.caseNumber, held: delivered.held, problem: null })
  return delivered
}

/** It is listed as sent where there is room for that; nothing of it stays as a draft in any case. */
async function settle(db: UserDatabase, sent: ReportItem): Promise<void> {
  const list = () =>
    db.transaction('rw', db.outbox, db.photos, db.thumbnails, async () => {
      await db.outbox.put(sent)
      await dropBytes(db, sent.photoHashes, ['photos'])
    })
  await keeping(list)
    .catch(() => remove(db, sent.id))
    .catch((fault: unknown) => note('outbox', `sent from memory: ${String(fault)}`))
}
