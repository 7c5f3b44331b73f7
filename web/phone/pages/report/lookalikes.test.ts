// Looking for the same case works with and without network, and joining it loses nothing on the way.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Client } from '@/api/client'
import { NoConnection, Problem } from '@/api/problem'
import type { Case, Limits } from '@/api/types'
import { UserDatabase } from '../../db/user'
import * as commands from '../../offline/outbox/commands'
import * as items from '../../offline/outbox/items'
import type { ActionItem } from '../../db/outbox'
import { findLookalikes, joinCase } from './lookalikes'

const CATEGORY = { scheme: 's', code: '02-01' }
const HERE = { lon: 105.72, lat: 34.58, crs: 'wgs84' as const }
const limits = { near: { duplicate_m: 50 } } as Limits
let db: UserDatabase

const keepCase = (id: string, change: object = {}) =>
  db.cases.put({
    id,
    fetchedAt: 1,
    case: { id, number: `N-${id}`, version: 7, state: 'dispatched', category: CATEGORY, position: { lon: 105.72, lat: 34.5801 }, description: 'd', reported_at: 't', photos: [{ role: 'before', urls: { thumbnail: '/t' } }], ...change } as unknown as Case,
  })
const client = (get: (path: string) => unknown) => ({ get: vi.fn(async (path: string) => get(path)) }) as unknown as Client
const offline = () => client(() => { throw new NoConnection() })

beforeEach(() => (db = new UserDatabase(crypto.randomUUID())))
afterEach(() => db.delete())

describe('looking', () => {
  it('asks the server', async () => {
    const found = await findLookalikes({ db, limits, client: client(() => ({ items: [{ id: 'a', number: 'N', distance_m: 12, description: '', reported_at: 't', photos: [] }] })) }, CATEGORY, HERE)
    expect(found).toMatchObject({ complete: true, cases: [{ id: 'a', distanceM: 12, thumbnail: null }] })
  })

  it('without network looks at the open cases of the kind on the phone, the nearest first', async () => {
    await keepCase('far', { position: { lon: 105.72, lat: 34.5804 } })
    await keepCase('near')
    await keepCase('closed', { state: 'closed' })
    await keepCase('other', { category: { scheme: 's', code: '05-05' } })
    await keepCase('away', { position: { lon: 105.73, lat: 34.58 } })
    await keepCase('just away', { position: { lon: 105.72, lat: 34.58046 } })
    const found = await findLookalikes({ db, limits, client: offline() }, CATEGORY, HERE)
    expect(found.complete).toBe(false)
    expect(found.cases.map((one) => one.id)).toEqual(['near', 'far'])
    expect(found.cases[0]!.thumbnail).toBe('/t')
  })

  it('does not take a refusal for a missing network', async () => {
    const refusing = client(() => { throw new Problem({ type: '', code: 'category_unknown', title: '', detail: '', status: 422 }) })
    await expect(findLookalikes({ db, limits, client: refusing }, CATEGORY, HERE)).rejects.toBeInstanceOf(Problem)
  })
})

describe('"it is this one"', () => {
  const bytes = new Uint8Array([1, 2, 3]).buffer
  const photo = { sha256: 'p', type: 'image/jpeg' as const, bytes, width: 1, height: 1, takenAt: null, place: null, thumbnail: { type: 'image/jpeg', bytes } }
  const outbox = {
    newAction: (action: items.NewAction) => items.newAction(db, action),
    addPhoto: (id: string, one: typeof photo) => items.addPhoto(db, id, one),
    send: (id: string) => commands.queue(db, id),
    remove: (id: string) => items.remove(db, id),
  }
  const known = { id: 'c', number: 'N-c', distanceM: 3, description: '', reportedAt: 't', thumbnail: null }

  async function report(description = '') {
    const made = await items.newReport(db, { description })
    return (await items.addPhoto(db, made.id, photo)) as typeof made
  }

  it('makes a waiting comment with the pictures, and the report is gone', async () => {
    const made = await report('two more posters')
    const id = await joinCase({ db, client: client(() => ({ version: 9 })), outbox: outbox as never }, made, known, 'again')
    const comment = (await db.outbox.get(id)) as ActionItem
    expect(comment).toMatchObject({ state: 'waiting', action: 'comment', caseId: 'c', expectedVersion: 9, photoHashes: ['p'], body: { text: 'two more posters' } })
    expect(await db.outbox.count()).toBe(1)
    expect((await db.photos.get('p'))!.bytes.byteLength).toBe(3)
  })

  it('works without network from the case on the phone, with words of its own', async () => {
    await keepCase('c')
    const id = await joinCase({ db, client: offline(), outbox: outbox as never }, await report(), known, 'again')
    expect(await db.outbox.get(id)).toMatchObject({ expectedVersion: 7, body: { text: 'again' } })
  })

  it('keeps the report when the case cannot be read', async () => {
    const made = await report()
    await expect(joinCase({ db, client: offline(), outbox: outbox as never }, made, known, 'again')).rejects.toBeInstanceOf(NoConnection)
    expect(await db.outbox.toArray()).toMatchObject([{ id: made.id, state: 'draft' }])
  })
})
