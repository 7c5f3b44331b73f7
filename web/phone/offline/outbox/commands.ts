// What a person can ask of an item: send, cancel, try again now, redo after a conflict. The sending itself is `sender`.

import { handRawOn, hasRaw } from '../../db/raw'
import type { UserDatabase } from '../../db/user'
import { uuidv7 } from '../../db/uuid'
import type { OutboxItem } from '../../db/outbox'

export type Cancelled =
  /** It is a draft again. */
  | 'cancelled'
  /** It was just being handed over: the server may have it, so the answer has to be awaited. */
  | 'uncertain'
  /** It is not waiting any more. */
  | 'too-late'

/** What is still missing before an item can be sent. */
export type Missing = 'photo' | 'category' | 'position' | 'unready'

export function missing(item: OutboxItem): Missing[] {
  if (item.kind === 'action') return item.action === 'handle' && item.photos.length === 0 ? ['photo'] : []
  if (item.kind === 'visit') return []
  const gaps: Missing[] = []
  if (item.photos.length === 0) gaps.push('photo')
  if (!item.report.category) gaps.push('category')
  if (!item.report.position) gaps.push('position')
  return gaps
}

/** From here on the outbox answers for it. Empty: it waits; else what it lacks, and nothing has changed. */
export async function queue(db: UserDatabase, id: string, now = Date.now()): Promise<Missing[]> {
  return db.transaction('rw', db.outbox, db.kv, async () => {
    const item = await db.outbox.get(id)
    if (!item) throw new Error(`no outbox item ${id}`)
    if (item.state !== 'draft' && item.state !== 'refused') return []
    // Whichever page or tab is at it: what was taken goes along, or the person has taken it away.
    const gaps: Missing[] = (await hasRaw(db, id)) ? ['unready'] : missing(item)
    if (gaps.length === 0) await db.outbox.put(waiting(item, now))
    return gaps
  })
}

/** At once instead of at its time. Empty, or what keeps it from going once more. */
export async function hurry(db: UserDatabase, id: string, now = Date.now()): Promise<Missing[]> {
  return db.transaction('rw', db.outbox, db.kv, async () => {
    const item = await db.outbox.get(id)
    if (item?.state !== 'waiting' && item?.state !== 'refused') return []
    // What was refused may have been worked on since.
    if (item.state === 'refused' && (await hasRaw(db, id))) return ['unready']
    await db.outbox.put(waiting(item, now))
    return []
  })
}

export async function cancel(db: UserDatabase, id: string, now = Date.now()): Promise<Cancelled> {
  return db.transaction('rw', db.outbox, async () => {
    const item = await db.outbox.get(id)
    if (!item || (item.state !== 'waiting' && item.state !== 'sending')) return 'too-late'
    if (item.maybeSent) return 'uncertain'
    await db.outbox.put({ ...item, state: 'draft', updatedAt: now, attempts: 0, nextAt: 0, clock: null })
    return 'cancelled'
  })
}

/** The person has seen what changed and still wants it. A new command, so with a new key. */
export async function redo(db: UserDatabase, id: string, version: number, now = Date.now()): Promise<void> {
  await db.transaction('rw', db.outbox, async () => {
    const item = await db.outbox.get(id)
    if (item?.kind !== 'action' || item.state !== 'conflict') throw new Error(`outbox item ${id} has no conflict`)
    const again: OutboxItem = { ...waiting(item, now), expectedVersion: version, key: uuidv7(now) }
    await db.outbox.put(again)
  })
}

/** What is still being written, or was refused, goes on from the version the person sees now. */
export async function moveTo(db: UserDatabase, id: string, version: number): Promise<void> {
  await db.transaction('rw', db.outbox, async () => {
    const item = await db.outbox.get(id)
    if (item?.kind !== 'action' || (item.state !== 'draft' && item.state !== 'refused')) throw new Error(`outbox item ${id} is not being written`)
    const moved: OutboxItem = { ...item, expectedVersion: Math.max(version, item.expectedVersion) }
    await db.outbox.put(moved)
  })
}

/** When its id belongs to something else at the server: the same report as a new one. */
export async function asNew(db: UserDatabase, id: string, now = Date.now()): Promise<string> {
  return db.transaction('rw', db.outbox, db.kv, async () => {
    const item = await db.outbox.get(id)
    if (item?.kind !== 'report' || item.state !== 'refused') throw new Error(`outbox item ${id} is not a refused report`)
    const fresh = uuidv7(now)
    await db.outbox.delete(id)
    await handRawOn(db, id, fresh)
    await db.outbox.add({ ...item, id: fresh, caseId: fresh, state: 'draft', problem: null, updatedAt: now, clock: null })
    return fresh
  })
}

function waiting<I extends OutboxItem>(item: I, now: number): I {
  // Told once more in the same way it would be refused for ever.
  const clock = item.problem?.code === 'time_out_of_range' ? null : (item.clock ?? null)
  return { ...item, state: 'waiting', attempts: 0, nextAt: 0, problem: null, updatedAt: now, clock }
}
