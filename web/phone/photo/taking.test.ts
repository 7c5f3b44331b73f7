// No picture goes without a word, whatever happens between the shutter and the outbox.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, type EffectScope } from 'vue'
import { PhotoRefused, type PreparedPhoto, type Shot } from '@/photo/types'
import { hasRaw, rawPhotos } from '../db/raw'
import { StorageFull } from '../db/storage'
import { UserDatabase } from '../db/user'
import { asNew, hurry, queue } from '../offline/outbox/commands'
import { addPhoto, newAction, newReport, remove } from '../offline/outbox/items'
import { sweep } from '../offline/outbox/sweep'
import { fillUp, photo } from '../offline/outbox/testing'
import { MOST_ATTEMPTS, useTaking } from './taking'
import { newTurns, type Turns } from './turns'

let db: UserDatabase
let scope: EffectScope
let isFull = false
const prepare = vi.fn<(file: Blob, shot?: Shot) => Promise<PreparedPhoto>>()
const picture = (text: string) => new Blob([text])
const never = () => new Promise<never>(() => {})

beforeEach(() => {
  db = new UserDatabase(crypto.randomUUID())
  isFull = false
  fillUp(db, () => isFull)
  scope = effectScope()
  prepare.mockReset()
  prepare.mockImplementation(async (file) => photo(await file.text()))
})
afterEach(() => {
  vi.unstubAllGlobals()
  scope.stop()
})

/** A page with one item open; with turns of its own it is another life of the app, or another tab. */
function page(id: string, turns: Turns = newTurns()) {
  const taking = scope.run(() => useTaking({
    prepare,
    raw: rawPhotos(db),
    turns,
    mostPhotos: () => 3,
    current: () => id,
    hashesOf: async (of) => (await db.outbox.get(of))?.photoHashes ?? [],
    put: async (of, ready) => void (await addPhoto(db, of, ready)),
    note: () => undefined,
  }))!
  const owner = () => Promise.resolve(id)
  return { ...taking, take: (files: Blob[], shot?: Shot) => taking.add(owner, id, files, shot), recoverAll: () => taking.recover(async () => true) }
}

const report = async () => (await newReport(db)).id
const action = async () => (await newAction(db, { caseId: 'c', caseNumber: '1', action: 'handle', expectedVersion: 1, body: {} })).id
const kinds = [['report', report], ['action', action]] as const
const photosOf = async (id: string) => (await db.outbox.get(id))!.photos.length
const rows = () => rawPhotos(db).refs()

describe.each(kinds)('a picture of a %s', (_, begun) => {
  it.each([
    ['cannot be decoded', new PhotoRefused('damaged'), 'damaged'],
    ['is in a format the browser cannot read', new PhotoRefused('heic_unreadable'), 'heic_unreadable'],
    ['breaks the encoder', new DOMException('no encoder', 'EncodingError'), null],
  ])('that %s is shown, keeps it from being sent, and can be tried again', async (_what, fault, why) => {
    const id = await begun()
    const here = page(id)
    prepare.mockRejectedValueOnce(fault)
    await here.take([picture('a'), picture('b')])
    expect(here.failed.value).toMatchObject([{ why }])
    expect([await photosOf(id), (await rows()).length, here.hindrances(), here.atRisk.value]).toEqual([1, 1, ['failed'], false])
    expect(await queue(db, id)).toEqual(['unready'])
    await here.retry(here.failed.value[0]!)
    expect([await photosOf(id), await rows(), here.hindrances()]).toEqual([2, [], []])
  })

  it('that fails goes only when the person takes it away', async () => {
    const id = await begun()
    const here = page(id)
    prepare.mockRejectedValueOnce(new PhotoRefused('damaged'))
    await here.take([picture('a')])
    await sweep(db, Date.now())
    expect(await rows()).toHaveLength(1)
    await here.giveUp(here.failed.value[0]!)
    expect([await rows(), here.hindrances()]).toEqual([[], []])
  })

  it('is there again when the app was killed in the middle, and is offered when it was killed twice', async () => {
    const id = await begun()
    prepare.mockImplementation(never)
    void page(id).take([picture('a')])
    await vi.waitFor(() => expect(prepare).toHaveBeenCalledTimes(1))
    void page(id).recoverAll()
    await vi.waitFor(() => expect(prepare).toHaveBeenCalledTimes(MOST_ATTEMPTS))

    const third = page(id)
    await third.recoverAll()
    expect(prepare).toHaveBeenCalledTimes(MOST_ATTEMPTS)
    expect(third.failed.value).toHaveLength(1)
    prepare.mockImplementation(async (file) => photo(await file.text()))
    await third.retry(third.failed.value[0]!)
    expect([await photosOf(id), await rows()]).toEqual([1, []])
  })

  it('goes with its draft, and no other does', async () => {
    const [id, other] = [await begun(), await begun()]
    prepare.mockRejectedValue(new PhotoRefused('damaged'))
    await page(id).take([picture('a')])
    await page(other).take([picture('b')])
    expect(await remove(db, id)).toBe(true)
    expect((await rows()).map(({ itemId }) => itemId)).toEqual([other])
  })

  it('that was still on its way when its draft was dropped is swept', async () => {
    const id = await begun()
    await rawPhotos(db).keep({ key: rawPhotos(db).newKey('dropped'), itemId: 'dropped', file: picture('a'), shot: undefined })
    await rawPhotos(db).keep({ key: rawPhotos(db).newKey(id), itemId: id, file: picture('b'), shot: undefined })
    await sweep(db, Date.now())
    expect((await rows()).map(({ itemId }) => itemId)).toEqual([id])
  })

  it('waits in memory while the phone is full, says that leaving would lose it, and is kept when there is room', async () => {
    const id = await begun()
    const here = page(id)
    isFull = true
    await here.take([picture('a')])
    expect([here.unkept.value.length, here.atRisk.value, here.hindrances()]).toEqual([1, true, ['room']])
    isFull = false
    await here.keepAgain()
    expect([await photosOf(id), here.atRisk.value, here.hindrances()]).toEqual([1, false, []])
  })

  it('that a full phone cannot count is not tried by itself, but by the person', async () => {
    const id = await begun()
    prepare.mockRejectedValueOnce(new Error('once'))
    await page(id).take([picture('a')])
    isFull = true
    const next = page(id)
    await next.recoverAll()
    expect([prepare.mock.calls.length, next.failed.value.length]).toEqual([1, 1])
    await next.retry(next.failed.value[0]!)
    expect([prepare.mock.calls.length, next.unkept.value.length, next.atRisk.value]).toEqual([2, 1, false])
  })

  it('is left to the tab that has it in hand, and taken up when that tab is gone', async () => {
    const held = lockedTabs()
    const id = await begun()
    prepare.mockImplementationOnce(never)
    void page(id).take([picture('a')])
    await vi.waitFor(() => expect(prepare).toHaveBeenCalledTimes(1))
    const other = page(id)
    await other.recoverAll()
    expect([prepare.mock.calls.length, other.failed.value]).toEqual([1, []])
    expect(await queue(db, id)).toEqual(['unready'])

    held.clear()
    await other.recoverAll()
    expect([await photosOf(id), await rows()]).toEqual([1, []])
    expect(await hasRaw(db, id)).toBe(false)
  })

  it('that another tab has brought in meanwhile is no trouble here', async () => {
    const id = await begun()
    prepare.mockRejectedValueOnce(new Error('once'))
    const first = page(id)
    await first.take([picture('a')])
    await page(id).recoverAll()
    expect(await photosOf(id)).toBe(1)
    await first.retry(first.failed.value[0]!)
    expect([first.failed.value, first.troubles.value, first.hindrances()]).toEqual([[], [], []])
  })

  it('beyond the most is counted in words, and one that failed stays until there is a place for it', async () => {
    const id = await begun()
    const here = page(id)
    prepare.mockRejectedValueOnce(new Error('once'))
    await here.take(['a', 'b', 'c', 'd', 'e', 'f'].map(picture))
    expect([await photosOf(id), here.troubles.value, here.leftOut.value]).toEqual([3, ['most'], 2])
    await here.retry(here.failed.value[0]!)
    expect(here.failed.value).toMatchObject([{ why: 'most' }])
    expect(await rows()).toHaveLength(1)
  })
})

describe('pictures as they came', () => {
  it('of an older app are found, whosever they are', async () => {
    const [one, two] = [await report(), await action()]
    const stored = (itemId: string, more: object) => ({ itemId, bytes: new TextEncoder().encode(itemId).buffer, type: 'image/jpeg', shot: null, ...more })
    await db.kv.bulkPut([
      { key: 'raw-photo/1', value: stored(one, { again: 1 }) },
      { key: 'raw-action-photo/2', value: stored(two, { attempts: 1 }) },
      { key: 'raw-photo/3', value: stored('dropped', {}) },
    ])
    await sweep(db, Date.now())
    expect((await rows()).map(({ itemId }) => itemId).sort()).toEqual([one, two].sort())
    const [first, second] = [page(one), page(two)]
    await first.recoverAll()
    // Begun twice already: the person decides.
    expect([first.failed.value.length, await photosOf(one), await photosOf(two)]).toEqual([1, 0, 1])
    expect(second.failed.value).toEqual([])
  })

  it('follow a report that goes on under another id, and keep it from going once more without them', async () => {
    const id = await report()
    prepare.mockRejectedValueOnce(new Error('once'))
    await page(id).take([picture('a')], { takenAt: new Date(1_700_000_000_000), position: null })
    await db.outbox.update(id, { state: 'refused' })
    expect(await hurry(db, id)).toEqual(['unready'])
    expect((await db.outbox.get(id))!.state).toBe('refused')
    const fresh = await asNew(db, id)
    expect([await hasRaw(db, id), await hasRaw(db, fresh)]).toEqual([false, true])
    await page(fresh).recoverAll()
    expect(prepare).toHaveBeenLastCalledWith(expect.anything(), { takenAt: new Date(1_700_000_000_000), position: null })
    expect(await photosOf(fresh)).toBe(1)
  })

  it('are on the phone before their turn comes', async () => {
    const id = await report()
    prepare.mockImplementation(never)
    void page(id).take([picture('a'), picture('b'), picture('c')])
    await vi.waitFor(async () => expect(await rows()).toHaveLength(3))
    expect(prepare.mock.calls.length).toBeLessThanOrEqual(1)
  })

  it('a full phone that cannot keep one says StorageFull of the item, and the picture waits', async () => {
    const here = page('none')
    await here.add(() => Promise.reject(new StorageFull('full')), null, [picture('a')])
    expect([here.unkept.value.length, here.atRisk.value]).toEqual([1, true])
  })
})

/** Web locks as every tab of one browser sees them; `clear` as when tabs die. */
function lockedTabs(): Set<string> {
  const held = new Set<string>()
  const request = async (name: string, _: unknown, work: (lock: object | null) => Promise<unknown>) => {
    if (held.has(name)) return work(null)
    held.add(name)
    try {
      return await work({})
    } finally {
      held.delete(name)
    }
  }
  vi.stubGlobal('navigator', { locks: { request } })
  return held
}
