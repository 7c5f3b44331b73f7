// Sends what is due, one item after another and in one tab only, and decides when to look again. It is woken by the
// person, by the network and by its own clock; stopping it anywhere loses nothing.

import type { Client } from '@/api/client'
import type { ProblemBody } from '@/api/problem'
import { getValue, setValue, type UserDatabase } from '../../db/user'
import type { Lock } from '../../db/lock'
import { tellOpened } from '../../photo/opened'
import { keeping, StorageFull } from '../../db/storage'
import { backoffMs } from './backoff'
import { deliver, type Delivered } from './deliver'
import { dropBytes } from './items'
import type { ActionItem, OutboxItem, Pause, Told } from '../../db/outbox'
import { Cancelled, verdict, type Verdict } from './verdict'

export interface SenderParts {
  db: UserDatabase
  client: Client
  exclusively: Lock
  now: () => number
  /** How the moments of an item are told that is handed over for the first time. Throws NoConnection. */
  told: () => Promise<Told>
  /** 0..1 */
  random: () => number
  /** Calls back after so long; the answer cancels it. */
  after: (ms: number, call: () => void) => () => void
  progress: (id: string, share: number | null) => void
  note: (kind: string, text: string) => void
}

export type Sender = ReturnType<typeof createSender>

export const PAUSE = 'outbox-pause'
/** Longer than this a timer is not trusted: phones sleep, clocks are set. */
const LONGEST_NAP_MS = 5 * 60_000
/** For a call under way to end when the person leaves. */
const PATIENCE_MS = 2_000

export function createSender(parts: SenderParts) {
  const { db, client, now } = parts
  let stopped = false
  let asked = false
  let draining: Promise<void> | null = null
  let cancelNap = () => {}
  let current: { id: string; abort: AbortController } | null = null
  /** Acknowledged, and there was no room to note it. Not sent again, at least not in this life of the app. */
  const unnoted = new Map<string, Delivered>()
  /** How items were told that a full phone could not note it of. */
  const unnotedClocks = new Map<string, Told>()
  /** Of which items something could not be noted, how often in a row, and until when they rest. */
  const rests = new Map<string, { times: number; until: number; asked: boolean }>()
  /** How often in a row the phone's storage failed altogether. */
  let stumbles = 0
  /** Holds everything up in this life of the app: there was no room to note it. */
  let unnotedPause: Pause | null = null

  /** Look whether something is due. Many calls at once are one look. */
  function wake(): Promise<void> {
    asked = true
    draining ??= run().catch(stumbled).finally(() => {
      draining = null
      // Somebody asked while the last look was already closing.
      if (asked && !stopped) void wake()
    })
    return draining
  }

  async function run(): Promise<void> {
    cancelNap()
    await parts.exclusively(`xuncheng-outbox-${db.userId}`, async () => {
      if (stopped) return
      // Nobody else holds the lock, so what says it is being sent was left by a tab that died.
      await ifThereIsRoom(() => db.outbox.where('state').equals('sending').modify({ state: 'waiting' }))
      while (asked && !stopped) {
        asked = false
        await drain()
      }
    })
    stumbles = 0
    if (!stopped) await nap()
  }

  /** What fails here is the phone's storage: it may be better soon, and nothing was lost. */
  async function stumbled(fault: unknown): Promise<void> {
    parts.note('outbox', `sender: ${String(fault)}`)
    asked = false
    if (!stopped) cancelNap = parts.after(backoffMs(++stumbles, parts.random()), () => void wake())
  }

  /** Longer each time, as for a server that is not reached. */
  function rest(id: string, atLeastMs = 0): void {
    const times = (rests.get(id)?.times ?? 0) + 1
    rests.set(id, { times, until: now() + Math.max(atLeastMs, backoffMs(times, parts.random())), asked: atLeastMs > 0 })
  }

  function dueAt({ id, nextAt }: OutboxItem): number {
    return Math.max(nextAt, rests.get(id)?.until ?? 0)
  }

  /** The oldest first. An action waits for earlier ones on its case, since each changes the version. */
  async function drain(): Promise<void> {
    const held = new Set<string>()
    const waiting = await db.outbox.where('state').anyOf('waiting', 'sending').sortBy('createdAt')
    for (const item of waiting) {
      if (stopped || (await paused())) return
      const { id, caseId } = item
      const delivered = unnoted.get(id)
      const done = !held.has(caseId) && dueAt(item) <= now() && (delivered ? await noteAgain(id, delivered) : await attempt(id))
      if (!done && caseId !== '') held.add(caseId)
    }
  }

  async function attempt(id: string): Promise<boolean> {
    const item = await begin(id)
    return item !== null && send(item)
  }

  async function paused(): Promise<boolean> {
    const pause = await presentPause()
    return pause !== null && (pause.reason === 'signed-out' || pause.until > now())
  }

  async function presentPause(): Promise<Pause | null> {
    return unnotedPause ?? getValue<Pause>(db, PAUSE)
  }

  /** As it is now, which need not be how it was when the list was read. */
  async function begin(id: string): Promise<OutboxItem | null> {
    const item = await db.outbox.get(id)
    if (!item || !isUnderWay(item) || dueAt(item) > now()) return null
    const marked = await ifThereIsRoom(() => mark(id, { state: 'sending' }))
    return marked === false ? null : item
  }

  /** One that says it is being sent was left so by a tab that died, and a full phone cannot put it right. */
  const isUnderWay = (item: OutboxItem) => item.state === 'waiting' || item.state === 'sending'

  /** False: the person has taken it back. */
  async function mark(id: string, change: Partial<OutboxItem>): Promise<boolean> {
    const changed = await db.outbox
      .where('id')
      .equals(id)
      .filter(isUnderWay)
      .modify(change as Partial<OutboxItem>)
    return changed > 0
  }

  /** A full phone cannot note that it is sending; all the more it should send. Null: not noted. */
  async function ifThereIsRoom<T>(write: () => Promise<T>): Promise<T | null> {
    try {
      return await keeping(write)
    } catch (fault) {
      if (fault instanceof StorageFull) return null
      throw fault
    }
  }

  async function handOver(item: OutboxItem, signal: AbortSignal): Promise<Told | null> {
    const clock = await clockOf(item)
    const marked = await ifThereIsRoom(() => mark(item.id, { maybeSent: true, clock }))
    if (marked === false || signal.aborted) throw new Cancelled()
    if (marked === null && clock) unnotedClocks.set(item.id, clock)
    return clock
  }

  /** As the server may have heard it before: what comes again must be the same. An action says no moment of the phone's. */
  async function clockOf(item: OutboxItem): Promise<Told | null> {
    const before = item.clock ?? unnotedClocks.get(item.id) ?? null
    return before || item.maybeSent || item.kind === 'action' ? before : parts.told()
  }

  async function send(item: OutboxItem): Promise<boolean> {
    current = { id: item.id, abort: new AbortController() }
    const { signal } = current.abort
    parts.progress(item.id, 0)
    try {
      const progress = (sent: number, total: number) => parts.progress(item.id, total === 0 ? 1 : sent / total)
      if (item.kind === 'action' && item.action.startsWith('verify')) await tellOpened(db, client, signal)
      const delivered = await deliver(item, { client, signal, progress, bytesOf: (sha256) => db.photos.get(sha256), handOver: () => handOver(item, signal) })
      await endPause()
      return await acknowledged(item, delivered)
    } catch (fault) {
      const meaning = verdict(signal.aborted ? new Cancelled() : fault, item)
      parts.note('outbox', `${item.kind} ${item.id}: ${meaning.kind} ${String(fault)}`)
      await failed(item, meaning)
      return false
    } finally {
      parts.progress(item.id, null)
      current = null
    }
  }

  /** A full phone has to give before it can take: the server has the bytes, and the item says so as soon as there is room. */
  async function acknowledged(item: OutboxItem, delivered: Delivered): Promise<boolean> {
    if (await couldSettle(item, delivered)) return true
    await db.transaction('rw', db.outbox, db.photos, () => dropBytes(db, item.photoHashes, ['photos'], item.id))
    if (await couldSettle(item, delivered)) return true
    unnoted.set(item.id, delivered)
    rest(item.id)
    return false
  }

  async function couldSettle(item: OutboxItem, delivered: Delivered): Promise<boolean> {
    if ((await ifThereIsRoom(() => settled(item, delivered))) === null) return false
    rests.delete(item.id)
    return true
  }

  async function noteAgain(id: string, delivered: Delivered): Promise<boolean> {
    const item = await db.outbox.get(id)
    if (item && !(await acknowledged(item, delivered))) return false
    unnoted.delete(id)
    return true
  }

  /** Only now may local bytes go; the small picture stays for the list. */
  async function settled(item: OutboxItem, { caseNumber, version, held }: Delivered): Promise<void> {
    await db.transaction('rw', db.outbox, db.photos, db.thumbnails, async () => {
      await db.outbox.update(item.id, { state: 'sent', sentAt: now(), caseNumber, held, problem: null, maybeSent: false })
      await dropBytes(db, item.photoHashes, ['photos'])
      if (item.kind === 'action' && version !== null) await handOn(item, version)
    })
  }

  /** Later actions on the same case were made on top of this one, unsent as it was: they go on from its version. */
  async function handOn(done: ActionItem, version: number): Promise<void> {
    const behind = (item: OutboxItem) =>
      item.kind === 'action' && item.id !== done.id && (item.state === 'waiting' || item.state === 'draft') && item.expectedVersion === done.expectedVersion
    await db.outbox.where('caseId').equals(done.caseId).filter(behind).modify({ expectedVersion: version } as Partial<OutboxItem>)
  }

  async function failed(item: OutboxItem, meaning: Verdict): Promise<void> {
    const attempts = item.attempts + 1
    switch (meaning.kind) {
      case 'cancelled':
        return
      case 'later':
        if (!(await settle(item, meaning.nothingDone, { state: 'waiting', problem: null, attempts, nextAt: now() + backoffMs(attempts, parts.random()) }))) rest(item.id)
        return
      case 'reports-wait':
        await waits(item, meaning)
        return reportsWait(now() + meaning.waitMs, meaning.problem)
      case 'item-waits':
        return waits(item, meaning)
      case 'pause':
        await settle(item, meaning.nothingDone, { state: 'waiting', problem: null })
        return pause(meaning.reason, meaning.waitMs ?? 0)
      case 'sign-in':
        await settle(item, false, { state: 'waiting', problem: null })
        return holdUp({ reason: 'signed-out', until: Number.MAX_SAFE_INTEGER, failures: 1 })
      case 'refused':
      case 'conflict':
        if (!(await settle(item, true, { state: meaning.kind, problem: meaning.problem, attempts, maybeSent: false }))) rest(item.id)
    }
  }

  /** Nothing was wrong with it: it was not tried, it waits, and says why. */
  async function waits(item: OutboxItem, { waitMs, problem }: { waitMs: number; problem: ProblemBody }): Promise<void> {
    if (!(await settle(item, true, { state: 'waiting', nextAt: now() + waitMs, problem }))) rest(item.id, waitMs)
  }

  /** Each would be told the same. Where it cannot be noted they ask one by one. */
  async function reportsWait(until: number, problem: ProblemBody): Promise<void> {
    const behind = (other: OutboxItem) => other.kind === 'report' && other.nextAt < until
    await ifThereIsRoom(() => db.outbox.where('state').equals('waiting').filter(behind).modify({ nextAt: until, problem }))
  }

  /** Unless the person has taken it back meanwhile. False: there was no room to note it. */
  async function settle(item: OutboxItem, nothingDone: boolean, change: Partial<OutboxItem>): Promise<boolean> {
    const known = nothingDone ? { maybeSent: item.maybeSent } : {}
    const marked = await ifThereIsRoom(() => mark(item.id, { ...known, ...change }))
    if (marked === null) return false
    rests.delete(item.id)
    return true
  }

  async function pause(reason: 'network' | 'server', atLeastMs: number): Promise<void> {
    const before = await presentPause()
    const failures = (before?.reason === reason ? before.failures : 0) + 1
    const waitMs = Math.max(atLeastMs, backoffMs(failures, parts.random()))
    await holdUp({ reason, until: now() + waitMs, failures })
  }

  async function holdUp(pause: Pause): Promise<void> {
    const noted = await ifThereIsRoom(() => setValue(db, PAUSE, pause))
    unnotedPause = noted === null ? pause : null
  }

  async function endPause(): Promise<void> {
    unnotedPause = null
    await db.kv.delete(PAUSE)
  }

  /** Until the next item or the end of the pause is due. */
  async function nap(): Promise<void> {
    const pause = await presentPause()
    if (pause?.reason === 'signed-out') return
    const items = await db.outbox.where('state').anyOf('waiting', 'sending').toArray()
    if (items.length === 0) return
    const due = Math.max(pause?.until ?? 0, Math.min(...items.map(dueAt)))
    cancelNap = parts.after(Math.min(Math.max(due - now(), 50), LONGEST_NAP_MS), () => void wake())
  }

  return {
    wake,

    /** The network is back: waiting for it is over, and counted anew. What the server asked for still holds. */
    async online(): Promise<void> {
      if (unnotedPause?.reason === 'network') unnotedPause = null
      if ((await getValue<Pause>(db, PAUSE))?.reason === 'network') await db.kv.delete(PAUSE)
      for (const [id, { asked }] of rests) if (!asked) rests.delete(id)
      await wake()
    },

    /** Somebody has signed in, or insists. */
    async resume(): Promise<void> {
      await endPause()
      await wake()
    },

    /** Breaks off an upload that was cancelled, if it runs in this tab. */
    abort(id: string): void {
      if (current?.id === id) current.abort.abort()
    },

    async stop(): Promise<void> {
      stopped = true
      cancelNap()
      current?.abort.abort()
      if (!draining) return
      // Not every call can be broken off, such as renewing the session. What comes of it later is not this sender's any more.
      let tired = () => {}
      const patience = new Promise<void>((resolve) => (tired = parts.after(PATIENCE_MS, resolve)))
      await Promise.race([draining.catch(() => undefined), patience])
      tired()
    },
  }
}
