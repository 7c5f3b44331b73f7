// Cases on the phone: named lists of them, each case and its events, to be read without network. Bounded, so that a year
// of work does not fill the phone; what waits in the outbox is not kept here.

import type { Client } from '@/api/client'
import type { QueryOf, Case, CaseEvent, Schemas } from '@/api/types'
import { idle } from '@/composables/painted'
import { getValue, setValue, type UserDatabase } from '../db/user'
import { latestEvents } from './latestEvents'
import { keeping } from '../db/storage'

export type Counts = Schemas['CaseCounts']
/** What the server is asked for; the same question is the same list. */
export type Question = Omit<QueryOf<'/api/v1/cases', 'get'>, 'cursor' | 'limit'>

export interface WorkList {
  cases: Case[]
  /** Of all that match, not only of those on the phone. */
  counts: Counts | null
  /** Where to go on; null when these are all. */
  next: string | null
  /** Null when the phone has never had it. */
  fetchedAt: number | null
}

interface Aside {
  counts: Counts
  next: string | null
}

const PAGE = 100
/** Behind the first one, which a person waits for. */
const DEEP_PAGE = 200
const BREATH_MS = 1_000
/** More than anybody walks to; about 3 KB each. */
export const MOST_IN_LIST = 500
const MOST_CASES = 1_000
/** Near by is another list every few steps. */
const MOST_LISTS = 24
const KEPT_MS = 14 * 24 * 60 * 60_000

/** What waits for the person: the list the app opens on. */
export const MINE: Question = { assigned_to_me: true, sort: 'deadline_at' }
/** So many of it are read before there is a page: more than a screen holds. */
const EARLY = 12

export const NO_LIST: WorkList = { cases: [], counts: null, next: null, fetchedAt: null }

export function listName(question: Question): string {
  const asked = Object.entries(question).filter(([, value]) => value !== undefined)
  return `cases?${new URLSearchParams(asked.sort().map(([key, value]) => [key, String(value)]))}`
}

export async function readList(db: UserDatabase, name: string, most = MOST_IN_LIST): Promise<WorkList> {
  const row = await db.lists.get(name)
  if (!row) return NO_LIST
  const [kept, aside] = await Promise.all([db.cases.bulkGet(row.ids.slice(0, most)), getValue<Aside>(db, asideKey(name))])
  const cases = kept.flatMap((one) => (one ? [one.case] : []))
  return { cases, counts: aside?.counts ?? null, next: aside?.next ?? null, fetchedAt: row.fetchedAt }
}

/** How old a list is, without reading it; one the phone never had is as old as can be. */
export async function fetchedAt(db: UserDatabase, name: string): Promise<number> {
  return (await db.lists.get(name))?.fetchedAt ?? 0
}

let early: { db: UserDatabase; name: string; list: WorkList } | null = null

/** Before the first page is made, which then is drawn once and with its cases: on a cheap phone that is a third of a second. */
export async function readEarly(db: UserDatabase, question: Question): Promise<void> {
  const name = listName(question)
  early = { db, name, list: await readList(db, name, EARLY) }
}

/** Once: later it would be old. */
export function takeEarly(db: UserDatabase, name: string | null): WorkList | null {
  const taken = early?.db === db && early.name === name ? early.list : null
  early = null
  return taken
}

export type WholeOf = (counts: Counts) => boolean

/**
 * The first page and the true counts at once; behind them, when the phone has time, as much as it had before, or all where
 * the whole list is wanted. Until that has come what the phone had stands below, so that a list never shrinks meanwhile,
 * and is as old as it was.
 */
export async function refreshList(db: UserDatabase, client: Client, question: Question, now = Date.now(), whole: WholeOf = () => false): Promise<void> {
  const [page, counts] = await Promise.all([
    client.get('/api/v1/cases', { query: { ...question, limit: PAGE } }),
    client.get('/api/v1/cases/counts', { query: question }),
  ])
  const name = listName(question)
  const before = await db.lists.get(name)
  const depth = whole(counts) ? MOST_IN_LIST : Math.min(MOST_IN_LIST, before?.ids.length ?? 0)
  let ids = page.items.map((one) => one.id)
  let next = page.next_cursor ?? null
  let got = page.items
  while (next !== null && ids.length < depth) {
    const at = before?.ids.length ? before.fetchedAt : now
    await keepList(db, name, got, joined(ids, before?.ids ?? []), { counts, next }, at)
    await idle(BREATH_MS)
    const deeper = await client.get('/api/v1/cases', { query: { ...question, limit: Math.min(DEEP_PAGE, MOST_IN_LIST - ids.length), cursor: next } })
    got = deeper.items
    ids = joined(ids, got.map((one) => one.id))
    next = deeper.next_cursor ?? null
  }
  await keepList(db, name, got, ids, { counts, next }, now)
  await trim(db, now)
}

export async function moreOfList(db: UserDatabase, client: Client, question: Question, now = Date.now()): Promise<void> {
  const name = listName(question)
  const row = await db.lists.get(name)
  const aside = await getValue<Aside>(db, asideKey(name))
  if (!row || !aside || aside.next === null || row.ids.length >= MOST_IN_LIST) return
  const page = await client.get('/api/v1/cases', { query: { ...question, limit: PAGE, cursor: aside.next } })
  const ids = joined(row.ids, page.items.map((one) => one.id))
  await keepList(db, name, page.items, ids, { counts: aside.counts, next: page.next_cursor ?? null }, now)
}

/** No case twice, should one have moved from page to page meanwhile. */
function joined(first: string[], behind: string[]): string[] {
  return [...new Set([...first, ...behind])]
}

/** A list that is no single question's answer, such as what is near by. */
export async function keepCasesAs(db: UserDatabase, name: string, cases: Case[], now = Date.now()): Promise<void> {
  await keeping(() =>
    db.transaction('rw', db.cases, db.lists, async () => {
      await putCases(db, cases, now)
      await db.lists.put({ name, ids: cases.map((one) => one.id), fetchedAt: now })
    }),
  )
}

export async function keepCase(db: UserDatabase, fresh: Case, now = Date.now()): Promise<void> {
  await keeping(() => db.transaction('rw', db.cases, () => putCases(db, [fresh], now)))
}

export async function keepEvents(db: UserDatabase, caseId: string, events: CaseEvent[], now = Date.now()): Promise<void> {
  await keeping(() => db.events.put({ caseId, events, fetchedAt: now }))
}

/** The case and all that happened to it, as the server has them now. */
export async function refreshCase(db: UserDatabase, client: Client, id: string, now = Date.now()): Promise<void> {
  const path = { id }
  const fresh = await client.get('/api/v1/cases/{id}', { path })
  await keepCase(db, fresh, now)
  if (!fresh.permissions.includes('view_events')) return
  await keepEvents(db, id, await latestEvents(client, id), now)
}

/** Which of these cases' events the phone lacks or has only an older part of. */
export async function withoutEvents(db: UserDatabase, cases: Case[]): Promise<Case[]> {
  const kept = await db.events.bulkGet(cases.map((one) => one.id))
  return cases.filter((one, i) => one.permissions.includes('view_events') && (kept[i]?.events.slice(-1)[0]?.seq ?? 0) < one.version)
}

/** Forgets what no list names and nobody has looked at for long. */
export async function trim(db: UserDatabase, now: number): Promise<void> {
  await db.transaction('rw', [db.cases, db.events, db.lists, db.kv, db.outbox], async () => {
    const latestFirst = (await db.lists.toArray()).sort((a, b) => b.fetchedAt - a.fetchedAt)
    const old = latestFirst.filter((row, i) => row.fetchedAt < now - KEPT_MS || (i >= MOST_LISTS && row.name !== listName(MINE)))
    await db.lists.bulkDelete(old.map((row) => row.name))
    await db.kv.bulkDelete(old.map((row) => asideKey(row.name)))
    const needed = new Set((await db.lists.toArray()).flatMap((row) => row.ids))
    for (const item of await db.outbox.toArray()) needed.add(item.caseId)
    const free = (await db.cases.orderBy('fetchedAt').toArray()).filter((row) => !needed.has(row.id))
    const tooMany = (await db.cases.count()) - MOST_CASES
    const gone = free.filter((row, i) => i < tooMany || row.fetchedAt < now - KEPT_MS).map((row) => row.id)
    await db.cases.bulkDelete(gone)
    await db.events.bulkDelete(gone)
  })
}

/** An answer that was under way must not put an older state of a case over a newer one. */
async function putCases(db: UserDatabase, cases: Case[], now: number): Promise<void> {
  const kept = await db.cases.bulkGet(cases.map((one) => one.id))
  const rows = cases.map((fresh, i) => {
    const before = kept[i]?.case
    // Lists leave the similar cases out; those of the case's own page stay.
    const similar = fresh.possible_duplicates.length > 0 ? fresh.possible_duplicates : (before?.possible_duplicates ?? [])
    const newest = before && before.version > fresh.version ? before : { ...fresh, possible_duplicates: similar }
    return { id: fresh.id, case: newest, fetchedAt: now }
  })
  await db.cases.bulkPut(rows)
}

/** The cases that came, and the list they are in. */
async function keepList(db: UserDatabase, name: string, came: Case[], ids: string[], aside: Aside, now: number): Promise<void> {
  await keeping(() =>
    db.transaction('rw', db.cases, db.lists, db.kv, async () => {
      await putCases(db, came, now)
      await db.lists.put({ name, ids, fetchedAt: now })
      await setValue(db, asideKey(name), aside)
    }),
  )
}

function asideKey(name: string): string {
  return `list:${name}`
}
