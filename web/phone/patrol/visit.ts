// One visit from its start to the outbox. It lives in the database from its first second, so that a reload, a crash or
// an empty battery ends nothing; the way walked is kept only between start and end. Positions come from `recorder`.

import type { Mode } from '@/api/types'
import type { UserDatabase, VisitRow } from '../db/user'
import { newVisit } from '../offline/outbox/items'
import { queue } from '../offline/outbox/commands'
import { keeping } from '../db/storage'
import { uuidv7 } from '../db/uuid'
import { extended, within, type Fix } from './track'

const HOUR_MS = 60 * 60_000
/** Then the person is asked whether it still goes on; nothing is recorded until the answer. */
export const ASK_AFTER_MS = 4 * HOUR_MS
/** The server takes no longer ones: nobody is on their feet for longer. */
export const LONGEST_MS = 24 * HOUR_MS

export interface VisitStart {
  zoneId: string
  zoneCode: string
  zoneName: string
  mode: Mode
  campaignId: string | null
}

export type VisitState =
  | 'running'
  /** Running for so long that it may have been forgotten. */
  | 'asking'

export class AlreadyVisiting extends Error {
  override readonly name = 'AlreadyVisiting'
}

export async function currentVisit(db: UserDatabase): Promise<VisitRow | null> {
  return (await db.visit.toCollection().first()) ?? null
}

export async function startVisit(db: UserDatabase, start: VisitStart, now = Date.now()): Promise<VisitRow> {
  const visit: VisitRow = {
    id: uuidv7(now),
    ...start,
    startedAt: new Date(now).toISOString(),
    track: [],
    distanceM: 0,
    askAt: now + ASK_AFTER_MS,
  }
  return keeping(() =>
    db.transaction('rw', db.visit, async () => {
      if (await currentVisit(db)) throw new AlreadyVisiting()
      await db.visit.add(visit)
      return visit
    }),
  )
}

export function visitState(visit: VisitRow, now: number): VisitState {
  return now >= visit.askAt ? 'asking' : 'running'
}

/** Keeps a position if the visit still runs and the position says something new. */
export async function addFix(db: UserDatabase, id: string, fix: Fix): Promise<void> {
  await keeping(() =>
    db.transaction('rw', db.visit, async () => {
      const visit = await db.visit.get(id)
      if (!visit || fix.at < Date.parse(visit.startedAt) || fix.at >= visit.askAt) return
      const before = { points: visit.track, distanceM: visit.distanceM }
      const after = extended(before, fix)
      if (after === before) return
      await db.visit.put({ ...visit, track: after.points, distanceM: after.distanceM })
    }),
  )
}

/** The person is still on the way. */
export async function goOn(db: UserDatabase, id: string, now = Date.now()): Promise<void> {
  await db.transaction('rw', db.visit, async () => {
    const visit = await db.visit.get(id)
    if (visit) await db.visit.put({ ...visit, askAt: Math.min(now + ASK_AFTER_MS, latestEnd(visit)) })
  })
}

/** The last moment the phone knows the person was there: what a forgotten visit most likely ended with. */
export function lastSeenAt(visit: VisitRow): number {
  return Math.max(visit.track[visit.track.length - 1]?.[2] ?? 0, Date.parse(visit.startedAt))
}

export function latestEnd(visit: VisitRow): number {
  return Date.parse(visit.startedAt) + LONGEST_MS
}

/** From the visit into the outbox in one transaction: it is always in exactly one of them. Gives the visit's id, or null when another tab was first. */
export async function endVisit(db: UserDatabase, id: string, at = Date.now(), now = Date.now()): Promise<string | null> {
  return keeping(() =>
    db.transaction('rw', db.visit, db.outbox, db.kv, async () => {
      const visit = await db.visit.get(id)
      if (!visit) return null
      const end = Math.max(Date.parse(visit.startedAt), Math.min(at, latestEnd(visit)))
      const { zoneId, zoneName, startedAt, mode, campaignId } = visit
      await newVisit(db, id, { zoneId, zoneName, startedAt, endedAt: new Date(end).toISOString(), mode, campaignId, track: within(visit.track, Date.parse(startedAt), end) }, now)
      await queue(db, id, now)
      await db.visit.delete(id)
      return id
    }),
  )
}
