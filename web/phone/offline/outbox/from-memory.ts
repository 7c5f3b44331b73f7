// The way out when the phone is full: a report whose photos are only in the page goes straight to the server, under its
// own id, so that trying again, or the outbox doing so later, makes no second one.

import type { Client } from '@/api/client'
import type { PreparedPhoto } from '../../photo/types'
import { deliver, type Delivered } from './deliver'
import { described, newReportItem } from './items'
import type { ReportContent, ReportItem } from './types'

export async function sendFromMemory(client: Client, item: ReportItem, photos: PreparedPhoto[]): Promise<Delivered> {
  const whole: ReportItem = { ...item, photos: photos.map(described), photoHashes: photos.map((photo) => photo.sha256) }
  const bytes = new Map(photos.map((photo) => [photo.sha256, photo]))
  return deliver(whole, {
    client,
    signal: new AbortController().signal,
    progress: () => {},
    bytesOf: async (sha256) => bytes.get(sha256),
    handOver: async () => item.clock ?? null,
  })
}

/** A report that could not even be kept as a draft. */
export function reportInMemory(content: Partial<ReportContent>): ReportItem {
  return newReportItem(content, Date.now())
}
