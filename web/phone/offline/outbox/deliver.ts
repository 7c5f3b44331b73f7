// Brings one item to the server: photos that are not there yet, then the item, then looks whether all of it arrived.
// Every step may be done twice; the server's answer is the only thing believed.

import type { Client } from '@/api/client'
import { Problem } from '@/api/problem'
import type { Case, ReportRequest } from '@/api/types'
import type { PhotoRow } from '../../db/user'
import { told } from '../clock'
import { MOST_EVENTS } from '../latestEvents'
import type { ActionItem, OutboxItem, ReportItem, VisitItem, Told } from '../../db/outbox'
import { LocalFault } from './verdict'

export interface Delivery {
  client: Client
  signal: AbortSignal
  /** Bytes of this item's photos so far, of all of them. */
  progress: (sent: number, total: number) => void
  bytesOf: (sha256: string) => Promise<PhotoRow | undefined>
  /** The last moment at which it can be cancelled; afterwards the server may have it. How its moments are told. Throws Cancelled. */
  handOver: () => Promise<Told | null>
}

export interface Delivered {
  caseNumber: string | null
  /** After an action: the version it made itself, whatever others have done since. Null where the server does not say. */
  version: number | null
  /** A report that waits for a dispatcher: why. */
  held: string | null
}

export async function deliver(kept: OutboxItem, to: Delivery): Promise<Delivered> {
  await sendPhotos(kept, to)
  const item = { ...kept, clock: await to.handOver() }
  switch (item.kind) {
    case 'report':
      return sendReport(item, to)
    case 'action':
      return sendAction(item, to)
    case 'visit':
      return sendVisit(item, to)
  }
}

async function sendPhotos(item: OutboxItem, { client, signal, progress, bytesOf }: Delivery): Promise<void> {
  const total = item.photos.reduce((sum, photo) => sum + photo.size, 0)
  let before = 0
  for (const photo of item.photos) {
    if (!(await client.hasPhoto(photo.sha256, signal))) {
      const kept = await bytesOf(photo.sha256)
      if (!kept) throw new LocalFault('photo_lost')
      await client.putPhoto(photo.sha256, kept.type, kept.bytes, { signal, progress: (sent) => progress(before + sent, total) })
    }
    before += photo.size
    progress(before, total)
  }
}

async function sendReport(item: ReportItem, { client, signal }: Delivery): Promise<Delivered> {
  const path = { id: item.id }
  await client.put('/api/v1/cases/{id}', { path, body: reportBody(item), signal })
  const stored = await client.get('/api/v1/cases/{id}', { path, signal })
  expectPhotos(item, stored)
  return { caseNumber: stored.number, version: null, held: heldBecause(stored) }
}

/** A case without any department is dispatched by hand, too; of this one the rules were sure, and something is doubtful. */
function heldBecause({ state, route }: Case): string | null {
  return state === 'reported' && route.held ? route.explanation : null
}

/** The same item always gives the same body: the server compares it when it comes again. */
export function reportBody(item: ReportItem): ReportRequest {
  const { category, position, capturedAt, description, address, mode, campaignId } = item.report
  if (!category || !position) throw new Error(`report ${item.id} was queued incomplete`)
  return {
    category,
    position,
    captured_at: moment(capturedAt, item.clock),
    description,
    ...(address ? { address } : {}),
    photos: item.photoHashes,
    mode,
    ...(campaignId ? { campaign_id: campaignId } : {}),
  }
}

async function sendAction(item: ActionItem, { client, signal }: Delivery): Promise<Delivered> {
  const body = {
    ...item.body,
    expected_version: item.expectedVersion,
    ...(item.photoHashes.length > 0 ? { photos: item.photoHashes } : {}),
  }
  const stored = (await client.post('/api/v1/cases/{id}/actions/{action}', {
    path: { id: item.caseId, action: item.action },
    headers: { 'Idempotency-Key': item.key },
    body: body as never,
    signal,
  })) as Case
  expectPhotos(item, stored)
  return { caseNumber: stored.number, version: await versionMade(item, stored, { client, signal }), held: null }
}

/** The answer shows the case as it is now, which somebody else may have changed since. The server took the action on the
 * version it expected, ahead of it only rungs that were due, so that the first of its kind after that version is its own. */
async function versionMade(item: ActionItem, stored: Case, { client, signal }: Pick<Delivery, 'client' | 'signal'>): Promise<number | null> {
  const next = item.expectedVersion + 1
  // Then nobody was in between: it is this action's own.
  if (stored.version === next) return next
  try {
    const events = await client.get('/api/v1/cases/{id}/events', { path: { id: item.caseId }, query: { after: item.expectedVersion, limit: MOST_EVENTS }, signal })
    return events.items.find((event) => event.seq >= next && event.action === item.action)?.seq ?? null
  } catch (fault) {
    // Not for this person to read. Later actions keep the version they were made on, and show what has changed.
    if (fault instanceof Problem && fault.status < 500 && fault.status !== 429) return null
    throw fault
  }
}

async function sendVisit(item: VisitItem, { client, signal }: Delivery): Promise<Delivered> {
  const { zoneId, startedAt, endedAt, mode, campaignId, track } = item.visit
  const walked = track.map(([lon, lat, at]): [number, number, number] => [lon, lat, told(at, item.clock)])
  await client.put('/api/v1/visits/{id}', {
    path: { id: item.id },
    body: {
      zone_id: zoneId,
      started_at: moment(startedAt, item.clock),
      ended_at: endedAt && moment(endedAt, item.clock),
      mode,
      campaign_id: campaignId,
      ...(walked.length > 0 ? { track: walked, crs: 'wgs84' as const } : {}),
    },
    signal,
  })
  return { caseNumber: null, version: null, held: null }
}

/** Untouched where nothing is to be corrected: an app of before may have told it as it is. */
function moment(at: string, clock: Told | null | undefined): string {
  const then = Date.parse(at)
  const said = told(then, clock)
  return said === then ? at : new Date(said).toISOString()
}

/** Every photo must be in the case as the server shows it, or nothing local may go. */
function expectPhotos(item: OutboxItem, stored: Case): void {
  const there = new Set(stored.photos.map((photo) => photo.sha256))
  if (!item.photoHashes.every((sha256) => there.has(sha256))) throw new LocalFault('photos_not_confirmed')
}
