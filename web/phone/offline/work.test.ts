// Lists, cases and events on the phone: kept as answered, never older over newer, and bounded.

import { beforeEach, describe, expect, it } from 'vitest'
import type { Client } from '@/api/client'
import { aCase, anEvent } from '@/api/sample'
import type { Case } from '@/api/types'
import { UserDatabase } from '../db/user'
import { fetchedAt, keepCase, keepCasesAs, keepEvents, listName, moreOfList, readEarly, readList, refreshList, takeEarly, trim, withoutEvents, MINE } from './work'

const COUNTS = { total: 250, by_light: { green: 1, yellow: 2, red: 3 }, by_state: {} }
const DAY = 24 * 60 * 60_000

let db: UserDatabase
let next = 0
beforeEach(() => {
  db = new UserDatabase(`work-${next++}`)
})

/** A server with so many cases, two on a page, that may go away before one of them. */
function server(cases: Case[], asked: number[] = [], onPage = 2, goneAt = Infinity): Client {
  return {
    get: async (path: string, { query }: { query: { cursor?: string; limit?: number } }) => {
      if (path.endsWith('/counts')) return COUNTS
      const from = Number(query.cursor ?? 0)
      asked.push(from)
      if (from >= goneAt) throw new Error('gone')
      const to = from + Math.min(onPage, query.limit ?? onPage)
      return { items: cases.slice(from, to), next_cursor: to < cases.length ? String(to) : null }
    },
  } as unknown as Client
}

const numbered = (n: number) => Array.from({ length: n }, (_, i) => aCase({ id: `case-${i}` }))

describe('a list', () => {
  it('is the server’s first page in its order, with the true counts', async () => {
    await refreshList(db, server(numbered(5)), MINE, 1_000)
    const list = await readList(db, listName(MINE))
    expect(list.cases.map((one) => one.id)).toEqual(['case-0', 'case-1'])
    expect(list).toMatchObject({ counts: { total: 250 }, fetchedAt: 1_000, next: '2' })
  })

  it('goes on where it ended, without a case twice', async () => {
    const client = server(numbered(5))
    await refreshList(db, client, MINE, 1_000)
    await moreOfList(db, client, MINE, 2_000)
    await moreOfList(db, client, MINE, 3_000)
    await moreOfList(db, client, MINE, 4_000)
    const list = await readList(db, listName(MINE))
    expect(list.cases.map((one) => one.id)).toEqual(['case-0', 'case-1', 'case-2', 'case-3', 'case-4'])
    expect(list.next).toBeNull()
  })

  it('is fetched to its end where all of it is wanted, and no further than a list goes', async () => {
    const asked: number[] = []
    await refreshList(db, server(numbered(7), asked), MINE, 1_000, () => true)
    const list = await readList(db, listName(MINE))
    expect(list.cases.map((one) => one.id)).toEqual(numbered(7).map((one) => one.id))
    expect(list.next).toBeNull()
    expect(asked).toEqual([0, 2, 4, 6])
    await refreshList(db, server(numbered(600), [], 200), MINE, 2_000, () => true)
    expect((await readList(db, listName(MINE))).cases).toHaveLength(500)
  })

  it('stays as deep as it was when it is refreshed, as the server has it now', async () => {
    const client = server(numbered(9))
    await refreshList(db, client, MINE, 1_000)
    await moreOfList(db, client, MINE, 2_000)
    await moreOfList(db, client, MINE, 3_000)
    const left = numbered(9).filter((one) => one.id !== 'case-3')
    await refreshList(db, server(left), MINE, 4_000)
    const list = await readList(db, listName(MINE))
    expect(list.cases.map((one) => one.id)).toEqual(['case-0', 'case-1', 'case-2', 'case-4', 'case-5', 'case-6'])
    expect(list).toMatchObject({ next: '6', fetchedAt: 4_000 })
  })

  it('never shrinks while it is refreshed, and is as old as it was when that breaks off', async () => {
    await refreshList(db, server(numbered(6)), MINE, 1_000, () => true)
    const fresh = [aCase({ id: 'new' }), ...numbered(6)]
    const breaks = server(fresh, [], 2, 4)
    await expect(refreshList(db, breaks, MINE, 2_000)).rejects.toThrow('gone')
    const list = await readList(db, listName(MINE))
    expect(list.cases.map((one) => one.id)).toEqual(['new', 'case-0', 'case-1', 'case-2', 'case-3', 'case-4', 'case-5'])
    expect(list.fetchedAt).toBe(1_000)
    await moreOfList(db, server(fresh), MINE, 3_000)
    expect(new Set((await readList(db, listName(MINE))).cases.map((one) => one.id)).size).toBe(7)
  })

  it('has one name for one question, whatever the order of its parts', () => {
    expect(listName({ sort: 'deadline_at', assigned_to_me: true })).toBe(listName(MINE))
    expect(listName({ ...MINE, light: 'red' })).not.toBe(listName(MINE))
  })

  it('says that it was never had', async () => {
    expect(await readList(db, listName(MINE))).toEqual({ cases: [], counts: null, next: null, fetchedAt: null })
  })
})

describe('the list the app opens on', () => {
  it('is there before the page is, with its first cases and the true counts, and once', async () => {
    await keepCasesAs(db, listName(MINE), numbered(40), 1_000)
    await readEarly(db, MINE)
    const early = takeEarly(db, listName(MINE))
    expect(early?.cases.map((one) => one.id)).toEqual(numbered(12).map((one) => one.id))
    expect(early?.fetchedAt).toBe(1_000)
    expect(takeEarly(db, listName(MINE))).toBeNull()
  })

  it('is nobody else’s and no other list', async () => {
    await readEarly(db, MINE)
    expect(takeEarly(new UserDatabase('somebody-else'), listName(MINE))).toBeNull()
    await readEarly(db, MINE)
    expect(takeEarly(db, listName({ sort: '-reported_at' }))).toBeNull()
  })

  it('knows its age without being read', async () => {
    expect(await fetchedAt(db, listName(MINE))).toBe(0)
    await keepCasesAs(db, listName(MINE), [], 1_000)
    expect(await fetchedAt(db, listName(MINE))).toBe(1_000)
  })
})

describe('a case', () => {
  it('is never put back to an older version by a late answer', async () => {
    await keepCase(db, aCase({ version: 5, state: 'handled' }))
    await keepCase(db, aCase({ version: 4, state: 'accepted' }))
    expect((await db.cases.get(aCase().id))?.case).toMatchObject({ version: 5, state: 'handled' })
  })

  it('keeps its similar cases when a list, which has none, brings it again', async () => {
    const similar = [{ id: 'other', number: '20261121-0001', distance_m: 12 }]
    await keepCase(db, aCase({ possible_duplicates: similar }))
    await keepCasesAs(db, 'near', [aCase({ version: 4 })])
    expect((await db.cases.get(aCase().id))?.case).toMatchObject({ version: 4, possible_duplicates: similar })
  })

  it('wants its events when the phone has none or older ones', async () => {
    const [a, b] = [aCase({ id: 'a', version: 2 }), aCase({ id: 'b', version: 2 })]
    await keepEvents(db, 'a', [anEvent({ seq: 1 }), anEvent({ seq: 2 })])
    await keepEvents(db, 'b', [anEvent({ seq: 1 })])
    expect((await withoutEvents(db, [a, b, aCase({ id: 'c' })])).map((one) => one.id)).toEqual(['b', 'c'])
  })
})

describe('the room it takes', () => {
  it('loses what no list names and nobody looked at for two weeks', async () => {
    await keepCasesAs(db, 'near', [aCase({ id: 'listed' })], 20 * DAY)
    await keepCase(db, aCase({ id: 'old' }), 5 * DAY)
    await keepEvents(db, 'old', [anEvent()])
    await keepCase(db, aCase({ id: 'recent' }), 19 * DAY)
    await trim(db, 20 * DAY)
    expect((await db.cases.toCollection().primaryKeys()).sort()).toEqual(['listed', 'recent'])
    expect(await db.events.count()).toBe(0)
  })

  it('keeps what an unsent action is about, and drops lists nobody opens', async () => {
    await keepCasesAs(db, 'forgotten', [aCase({ id: 'gone' }), aCase({ id: 'acted-on' })], 1 * DAY)
    await db.outbox.add({ id: 'item', kind: 'action', caseId: 'acted-on', state: 'waiting', photoHashes: [] } as never)
    await trim(db, 20 * DAY)
    expect(await db.lists.count()).toBe(0)
    expect(await db.cases.toCollection().primaryKeys()).toEqual(['acted-on'])
  })

  it('holds two dozen lists, and always the one of what waits', async () => {
    await keepCasesAs(db, listName(MINE), [], DAY)
    for (let i = 0; i < 30; i++) await keepCasesAs(db, `near-${i}`, [], DAY + 1 + i)
    await trim(db, DAY + 100)
    const names = (await db.lists.toArray()).map((row) => row.name)
    expect(names).toHaveLength(25)
    expect(names).toEqual(expect.arrayContaining([listName(MINE), 'near-29', 'near-6']))
  })

  it('never holds more than a thousand, the longest unseen go first', async () => {
    await db.cases.bulkAdd(Array.from({ length: 1_003 }, (_, i) => ({ id: `c${String(i).padStart(4, '0')}`, case: aCase(), fetchedAt: DAY + i })))
    await trim(db, DAY * 2)
    expect(await db.cases.count()).toBe(1_000)
    expect(await db.cases.get('c0002')).toBeUndefined()
    expect(await db.cases.get('c0003')).toBeDefined()
  })
})
