// "Is it this one?": open cases of the same kind close by, asked of the server, or found among those on the phone.
// Saying yes turns the report into a comment on the existing case.

import type { Client } from '@/api/client'
import { NoConnection, SignedOut } from '@/api/problem'
import type { Case, CategoryKey, Limits, NearbyCase, RawPosition } from '@/api/types'
import type { PreparedPhoto } from '@/photo/types'
import { toWgs84 } from '@/place/crs'
import type { OutboxPhoto, ReportItem } from '../../db/outbox'
import type { UserDatabase } from '../../db/user'
import type { Outbox } from '../../offline/outbox/outbox'
import { sameCategory } from './categories'
import { metresApart } from './position'

const MOST = 5

export interface Lookalike {
  id: string
  number: string
  distanceM: number
  description: string
  reportedAt: string
  thumbnail: string | null
}

export interface Found {
  cases: Lookalike[]
  /** Without network only what the phone happens to have was looked at. */
  complete: boolean
}

export async function findLookalikes(parts: { db: UserDatabase; client: Client; limits: Limits | null }, category: CategoryKey, position: RawPosition, signal?: AbortSignal): Promise<Found> {
  const { lon, lat, crs } = position
  const query = { lon, lat, crs, category: `${category.scheme}:${category.code}` }
  try {
    const page = await parts.client.get('/api/v1/cases/nearby', { query, ...(signal ? { signal } : {}) })
    return { cases: page.items.slice(0, MOST).map(ofServer), complete: true }
  } catch (fault) {
    if (!(fault instanceof NoConnection) && !(fault instanceof SignedOut)) throw fault
    return { cases: await onPhone(parts.db, parts.limits, category, position), complete: false }
  }
}

/** As far round as the server looks; nothing while the phone does not know how far that is. */
async function onPhone(db: UserDatabase, limits: Limits | null, category: CategoryKey, position: RawPosition): Promise<Lookalike[]> {
  if (!limits) return []
  const here = toWgs84(position, position.crs)
  const found: Lookalike[] = []
  await db.cases.each(({ case: one }) => {
    if (one.state === 'closed' || one.state === 'voided' || !sameCategory(one.category, category)) return
    const distanceM = metresApart(here, one.position)
    if (distanceM <= limits.near.duplicate_m) found.push({ id: one.id, number: one.number, distanceM, description: one.description, reportedAt: one.reported_at, thumbnail: firstThumbnail(one) })
  })
  return found.sort((a, b) => a.distanceM - b.distanceM).slice(0, MOST)
}

function ofServer(one: NearbyCase): Lookalike {
  return { id: one.id, number: one.number, distanceM: one.distance_m, description: one.description, reportedAt: one.reported_at, thumbnail: firstThumbnail(one) }
}

function firstThumbnail({ photos }: Pick<Case, 'photos'>): string | null {
  const shown = photos.find((photo) => photo.role === 'before') ?? photos[0]
  return shown?.urls.thumbnail ?? null
}

export interface Join {
  db: UserDatabase
  client: Client
  outbox: Pick<Outbox, 'newAction' | 'addPhoto' | 'send' | 'remove'>
}

/** The report's pictures and words go to the case that is there already; the report itself is given up only after that. */
export async function joinCase({ db, client, outbox }: Join, report: ReportItem, known: Lookalike, defaultText: string): Promise<string> {
  const version = await versionOf(db, client, known.id)
  const text = report.report.description.trim() || defaultText
  const comment = await outbox.newAction({ caseId: known.id, caseNumber: known.number, action: 'comment', expectedVersion: version, body: { text } })
  try {
    for (const photo of report.photos) await outbox.addPhoto(comment.id, await keptPhoto(db, photo))
  } catch (fault) {
    await outbox.remove(comment.id)
    throw fault
  }
  await outbox.send(comment.id)
  await outbox.remove(report.id)
  return comment.id
}

async function keptPhoto(db: UserDatabase, { sha256, width, height, takenAt }: OutboxPhoto): Promise<PreparedPhoto> {
  const [evidence, small] = [await db.photos.get(sha256), await db.thumbnails.get(sha256)]
  if (!evidence || !small) throw new Error(`photo ${sha256} is not on the phone`)
  const thumbnail = { type: small.type, bytes: small.bytes }
  return { sha256, type: evidence.type as PreparedPhoto['type'], bytes: evidence.bytes, width, height, takenAt, place: null, thumbnail }
}

async function versionOf(db: UserDatabase, client: Client, id: string): Promise<number> {
  try {
    return (await client.get('/api/v1/cases/{id}', { path: { id } })).version
  } catch (fault) {
    const kept = await db.cases.get(id)
    if (!kept || !(fault instanceof NoConnection || fault instanceof SignedOut)) throw fault
    return kept.case.version
  }
}
