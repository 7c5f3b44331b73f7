// For tests: a server in memory with the rules that matter to the outbox, calls that fail where the test wants, tabs
// that share a database, and a clock that is set.

import { createClient, type Tokens } from '@/api/client'
import { NoConnection } from '@/api/problem'
import type { UploadCall } from '@/api/upload'
import { sha256 } from '@/photo/sha256'
import type { PreparedPhoto } from '@/photo/types'
import type { Lock } from '../../db/lock'
import type { ReportItem } from '../../db/outbox'
import type { UserDatabase } from '../../db/user'
import { addPhoto, newReport } from './items'
import { queue } from './commands'
import { createSender } from './sender'

interface StoredCase {
  id: string
  number: string
  version: number
  body: string
  photos: string[]
  keys: Set<string>
  /** Rungs that have fallen due and are recorded ahead of the next command. */
  rungsDue?: number
  events?: { seq: number; action: string }[]
}

/** How a call goes wrong: before the server has heard it, or after it has acted and its answer is lost; or for ever. */
export type Fault = 'unheard' | 'answer lost' | 'hangs after acting' | { status: number; body?: object; retryAfter?: string }

export class FakeServer {
  readonly photos = new Map<string, Uint8Array>()
  readonly cases = new Map<string, StoredCase>()
  readonly visits = new Map<string, string>()
  readonly calls: string[] = []
  /** Handed out for every call; tests replace it. */
  fault: (call: string, number: number) => Fault | null = () => null
  goodToken = 'token-1'
  /** What every case says beside its photos. */
  shows: object = { state: 'dispatched' }
  /** At most so many at a time, ever. */
  busiest = 0
  private busy = 0

  private async serve(method: string, url: string, token: string | null, body: string, bytes: ArrayBuffer | null, key: string | null): Promise<Response> {
    const call = `${method} ${url.replace('/api/v1', '')}`
    this.calls.push(call)
    const fault = this.fault(call, this.calls.length)
    this.busiest = Math.max(this.busiest, ++this.busy)
    // As on a real network, others get their turn meanwhile.
    await new Promise((resolve) => setImmediate(resolve))
    this.busy--
    if (fault === 'unheard') throw new TypeError('network')
    if (fault !== null && typeof fault === 'object') return this.refuse(method, problem(fault.status, fault.body ?? { code: 'internal' }, fault.retryAfter))
    if (token !== `Bearer ${this.goodToken}`) return problem(401, { code: 'unauthenticated' })
    const answer = await this.act(method, url.replace('/api/v1', ''), body, bytes, key)
    if (fault === 'answer lost') throw new TypeError('network')
    if (fault === 'hangs after acting') return new Promise(() => {})
    return answer
  }

  /** Answers to HEAD have no body. */
  private refuse(method: string, answer: Response): Response {
    return method === 'HEAD' ? new Response(null, { status: answer.status, headers: answer.headers }) : answer
  }

  private async act(method: string, url: string, body: string, bytes: ArrayBuffer | null, key: string | null): Promise<Response> {
    const [, noun, id = '', part, action] = url.split('?')[0]!.split('/')
    if (noun === 'photos' && method === 'HEAD') return new Response(null, { status: this.photos.has(id) ? 200 : 404 })
    if (noun === 'photos') return this.putPhoto(id, bytes)
    if (noun === 'visits') {
      this.visits.set(id, body)
      return Response.json({ id })
    }
    if (action) return this.command(id, action, body, key)
    if (part === 'events') return Response.json({ items: this.cases.get(id)?.events ?? [], next_cursor: null })
    return method === 'PUT' ? this.putCase(id, body) : this.shown(id)
  }

  private async putPhoto(id: string, bytes: ArrayBuffer | null): Promise<Response> {
    if (!bytes || (await sha256(bytes)) !== id) return problem(422, { code: 'photo_hash_mismatch' })
    this.photos.set(id, new Uint8Array(bytes.slice(0)))
    return Response.json({ sha256: id }, { status: 201 })
  }

  private putCase(id: string, body: string): Response {
    const before = this.cases.get(id)
    if (before && before.body !== body) return problem(409, { code: 'id_conflict' })
    if (before) return this.shown(id)
    const { photos } = JSON.parse(body) as { photos: string[] }
    const absent = photos.filter((sha) => !this.photos.has(sha))
    if (absent.length > 0) return problem(422, { code: 'photo_missing' })
    this.cases.set(id, { id, number: `20261121-${this.cases.size + 1}`, version: 1, body, photos, keys: new Set() })
    return this.shown(id)
  }

  private command(id: string, action: string, body: string, key: string | null): Response {
    const found = this.cases.get(id)
    if (!found) return problem(404, { code: 'not_found' })
    if (key && found.keys.has(key)) return this.shown(id)
    const { expected_version, photos = [] } = JSON.parse(body) as { expected_version: number; photos?: string[] }
    if (expected_version !== found.version) return problem(409, { code: 'version_conflict', current_version: found.version })
    for (; found.rungsDue; found.rungsDue--) this.happens(id, 'escalate')
    this.happens(id, action)
    found.photos.push(...photos)
    if (key) found.keys.add(key)
    return this.shown(id)
  }

  /** By whomever. */
  happens(id: string, action: string): void {
    const found = this.cases.get(id)!
    found.events = [...(found.events ?? []), { seq: ++found.version, action }]
  }

  private shown(id: string): Response {
    const found = this.cases.get(id)
    if (!found) return problem(404, { code: 'not_found' })
    return Response.json({ ...this.shows, id, number: found.number, version: found.version, photos: found.photos.map((sha) => ({ sha256: sha })) })
  }

  client(tokens: Tokens) {
    return createClient({
      tokens,
      language: () => 'zh',
      fetch: (input, init) => {
        const headers = new Headers(init?.headers)
        const answer = this.serve(init?.method ?? 'GET', String(input), headers.get('Authorization'), String(init?.body ?? ''), null, headers.get('Idempotency-Key'))
        return Promise.race([answer, aborted(init?.signal)])
      },
      upload: async ({ url, headers, bytes, progress, signal }: UploadCall) => {
        progress?.(bytes.byteLength / 2)
        const answer = await this.serve('PUT', url, headers.Authorization ?? null, '', bytes, null).catch((fault: unknown) => {
          throw new NoConnection(String(fault))
        })
        signal?.throwIfAborted()
        progress?.(bytes.byteLength)
        return { status: answer.status, text: await answer.text(), retryAfter: answer.headers.get('Retry-After') }
      },
    })
  }
}

function aborted(signal: AbortSignal | null | undefined): Promise<never> {
  return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error)))
}

function problem(status: number, body: object, retryAfter?: string): Response {
  const headers = retryAfter ? { 'Retry-After': retryAfter } : {}
  const whole = { type: 'about:blank', title: 'x', detail: 'x', status, ...body }
  return Response.json(whole, { status, headers })
}

/** Web locks as all tabs of one browser see them. */
export function browserLocks(): Lock {
  const last = new Map<string, Promise<unknown>>()
  return (name, work) => {
    const mine = (last.get(name) ?? Promise.resolve()).then(work, work)
    last.set(name, mine.catch(() => undefined))
    return mine
  }
}

export class TestClock {
  at = 1_790_000_000_000
  private timers: { due: number; call: () => void }[] = []

  after = (ms: number, call: () => void) => {
    const timer = { due: this.at + ms, call }
    this.timers.push(timer)
    return () => {
      this.timers = this.timers.filter((other) => other !== timer)
    }
  }

  /** Milliseconds until the next timer; null when there is none. */
  get next(): number | null {
    return this.timers.length === 0 ? null : Math.min(...this.timers.map((timer) => timer.due)) - this.at
  }

  advance(ms: number): void {
    this.at += ms
    const due = this.timers.filter((timer) => timer.due <= this.at)
    this.timers = this.timers.filter((timer) => timer.due > this.at)
    for (const timer of due) timer.call()
  }
}

export interface Tab {
  db: UserDatabase
  server: FakeServer
  clock: TestClock
  locks: Lock
  tokens?: Tokens
  /** How far the phone's clock is ahead of the server's. */
  aheadMs?: number
}

export function openTab(tab: Tab) {
  const { db, server, clock, locks, tokens = fixedTokens(server) } = tab
  return createSender({
    db,
    client: server.client(tokens),
    exclusively: locks,
    now: () => clock.at,
    told: async () => ({ aheadMs: tab.aheadMs ?? 0, latest: clock.at - (tab.aheadMs ?? 0) }),
    random: () => 0.5,
    after: clock.after,
    progress: () => {},
    note: () => {},
  })
}

export function fixedTokens(server: FakeServer): Tokens {
  return { access: async () => server.goodToken, renew: async () => server.goodToken }
}

/** Takes nothing in while it is full, and gives away as always. Before the database is opened. */
export function fillUp(db: UserDatabase, isFull: () => boolean): void {
  const full = Object.assign(new Error('full'), { name: 'QuotaExceededError' })
  db.use({
    stack: 'dbcore',
    name: 'full',
    create: (core) => ({
      ...core,
      table(name) {
        const table = core.table(name)
        const mutate: typeof table.mutate = (asked) => (asked.type !== 'delete' && asked.type !== 'deleteRange' && isFull() ? Promise.reject(full) : table.mutate(asked))
        return { ...table, mutate }
      },
    }),
  })
}

export async function photo(text: string): Promise<PreparedPhoto> {
  const bytes = new TextEncoder().encode(text).buffer as ArrayBuffer
  return {
    sha256: await sha256(bytes),
    type: 'image/jpeg',
    bytes,
    width: 4,
    height: 3,
    takenAt: null,
    place: null,
    thumbnail: { type: 'image/jpeg', bytes: new ArrayBuffer(2) },
  }
}

/** A report that waits, with as many photos as texts. */
export async function waitingReport(db: UserDatabase, photos: string[], at = 1_790_000_000_000): Promise<ReportItem> {
  const item = await newReport(
    db,
    {
      category: { scheme: 'GBT30428-2013-event', code: '02-01' },
      position: { lon: 105.72, lat: 34.58, crs: 'wgs84', accuracy_m: 8, source: 'device' },
    },
    at,
  )
  for (const text of photos) await addPhoto(db, item.id, await photo(text), at)
  if ((await queue(db, item.id, at)).length > 0) throw new Error('the report is not complete')
  return (await db.outbox.get(item.id)) as ReportItem
}
