// A report is on the phone from its first picture on; nothing it holds is lost to a full phone, a bad file or haste.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, watch, type EffectScope } from 'vue'
import { NoConnection } from '@/api/problem'
import { PhotoRefused, type PreparedPhoto } from '@/photo/types'
import type { ReportItem } from '../../db/outbox'
import { StorageFull } from '../../db/storage'
import { rawPhotos } from '../../db/raw'
import { UserDatabase } from '../../db/user'
import * as commands from '../../offline/outbox/commands'
import { reportInMemory, sendFromMemory } from '../../offline/outbox/from-memory'
import * as items from '../../offline/outbox/items'
import { FakeServer, fixedTokens, photo } from '../../offline/outbox/testing'
import { newTurns } from '../../photo/turns'
import { useDraft } from './draft'

let db: UserDatabase
let scope: EffectScope
let server: FakeServer
let addPhoto = vi.fn()

function prepared(text: string): PreparedPhoto {
  const bytes = new TextEncoder().encode(text).buffer as ArrayBuffer
  return { sha256: text, type: 'image/jpeg', bytes, width: 4, height: 3, takenAt: null, place: null, thumbnail: { type: 'image/jpeg', bytes } }
}

const prepare = vi.fn(async (file: Blob) => prepared(await file.text()))
const picked = vi.fn()

/** Each with turns of its own is an app of its own. */
function draft(turns = newTurns()) {
  const outbox = {
    get: (id: string) => db.outbox.get(id),
    newReport: (content?: Parameters<typeof items.newReport>[1]) => items.newReport(db, content),
    saveDraft: (item: Parameters<typeof items.saveDraft>[1]) => items.saveDraft(db, item),
    addPhoto,
    removePhoto: (id: string, sha256: string) => items.removePhoto(db, id, sha256),
    send: (id: string) => commands.queue(db, id),
    reportInMemory,
    keepReport: (item: ReportItem) => items.keepReport(db, item),
    sendFromMemory: (item: ReportItem, unkept: PreparedPhoto[], progress: (share: number) => void) =>
      sendFromMemory({ db, client: server.client(fixedTokens(server)), now: Date.now, told: async () => ({ aheadMs: 0, latest: Date.now() }), progress }, item, unkept),
  }
  return scope.run(() => useDraft({ outbox, prepare, picked, raw: rawPhotos(db), turns, mostPhotos: () => MOST_PHOTOS, note: () => undefined }))!
}

/** Not the nine of the rules as they come. */
const MOST_PHOTOS = 4
const rows = () => rawPhotos(db).refs()
const picture = (text: string) => new Blob([text])
const kept = async (id: string) => (await db.outbox.get(id)) as ReportItem

beforeEach(() => {
  db = new UserDatabase(crypto.randomUUID())
  scope = effectScope()
  server = new FakeServer()
  addPhoto = vi.fn((id: string, photo: PreparedPhoto) => items.addPhoto(db, id, photo))
  prepare.mockClear()
  picked.mockClear()
})
afterEach(async () => {
  scope.stop()
  await db.delete()
})

describe('a new report', () => {
  it('is on the phone with its picture before anything else is said', async () => {
    const one = draft()
    const { id } = await one.begin({ mode: 'covert' })
    await one.add([picture('a')], { takenAt: new Date(), position: null })
    expect(await kept(id)).toMatchObject({ state: 'draft', photoHashes: ['a'], report: { mode: 'covert' } })
    expect(await db.photos.get('a')).toBeDefined()
    expect(one.isSafe.value).toBe(true)
  })

  it('keeps what was chosen while a picture was still being prepared', async () => {
    const one = draft()
    const { id } = await one.begin({})
    const adding = one.add([picture('a')])
    one.change({ category: { scheme: 's', code: '02-01' }, categoryName: 'x' })
    await adding
    expect(one.item.value).toMatchObject({ photoHashes: ['a'], report: { categoryName: 'x' } })
    await one.flush()
    expect(await kept(id)).toMatchObject({ photoHashes: ['a'], report: { categoryName: 'x' } })
  })

  it('keeps what was typed, at the latest when it is sent', async () => {
    const one = draft()
    const { id } = await one.begin({})
    await one.add([picture('a')])
    one.change({ category: { scheme: 's', code: '02-01' }, position: { lon: 105, lat: 34, crs: 'wgs84' } })
    one.change({ description: 'on the wall' }, 'typing')
    expect(await one.send()).toEqual({ kind: 'waits' })
    expect(await kept(id)).toMatchObject({ state: 'waiting', report: { description: 'on the wall' } })
  })

  it('is sent with the picture that was still being prepared', async () => {
    const one = draft()
    const { id } = await one.begin({ category: { scheme: 's', code: '1' }, position: { lon: 105, lat: 34, crs: 'wgs84' } })
    void one.add([picture('a')])
    expect(await one.send()).toEqual({ kind: 'waits' })
    expect(await kept(id)).toMatchObject({ state: 'waiting', photoHashes: ['a'] })
  })

  it('says what is missing and stays a draft', async () => {
    const one = draft()
    const { id } = await one.begin({})
    expect(await one.send()).toEqual({ kind: 'missing', gaps: ['photo', 'category', 'position'] })
    expect((await kept(id)).state).toBe('draft')
  })
})

describe('a report sent in another tab', () => {
  it('is not changed any more, and the person is told', async () => {
    const one = draft()
    const { id } = await one.begin({})
    await db.outbox.update(id, { state: 'waiting' })
    one.change({ description: 'too late' })
    await vi.waitFor(() => expect(one.gone.value).toBe(true))
    expect((await kept(id)).report.description).toBe('')
  })

  it('of this tab is let go of', async () => {
    const one = draft()
    await one.begin({ category: { scheme: 's', code: '1' }, position: { lon: 105, lat: 34, crs: 'wgs84' } })
    await one.add([picture('a')])
    await one.send()
    expect(one.item.value).toBeNull()
  })
})

describe('pictures', () => {
  it('that cannot be used are named, and the others are taken', async () => {
    prepare.mockRejectedValueOnce(new PhotoRefused('heic_unreadable'))
    const one = draft()
    await one.begin({})
    await one.add([picture('bad'), picture('good')])
    expect(one.taking.failed.value).toMatchObject([{ why: 'heic_unreadable' }])
    expect(one.item.value!.photoHashes).toEqual(['good'])
  })

  it('are taken once, and not more than the server takes', async () => {
    const one = draft()
    await one.begin({})
    await one.add([picture('1'), picture('1')])
    expect(one.taking.troubles.value).toEqual(['already'])
    await one.add(Array.from({ length: MOST_PHOTOS }, (_, n) => picture(`n${n}`)))
    expect(one.item.value!.photos).toHaveLength(MOST_PHOTOS)
    expect(one.taking.troubles.value).toEqual(['already', 'most'])
  })

  it('tell of place and time only when they were picked', async () => {
    const one = draft()
    await one.begin({})
    await one.add([picture('shot')], { takenAt: new Date(), position: null })
    expect(picked).not.toHaveBeenCalled()
    await one.add([picture('file')])
    expect(picked).toHaveBeenCalledOnce()
  })

  it('can be taken away again', async () => {
    const one = draft()
    const { id } = await one.begin({})
    await one.add([picture('a'), picture('b')])
    await one.removePhoto('a')
    expect((await kept(id)).photoHashes).toEqual(['b'])
    expect(await db.photos.get('a')).toBeUndefined()
  })
})

describe('a page that goes away before a picture is ready', () => {
  const shot = { takenAt: new Date(1_700_000_000_000), position: null }

  it('loses it not: the next one makes it ready, with what the camera knew', async () => {
    prepare.mockImplementationOnce(() => new Promise(() => undefined))
    const before = draft()
    const { id } = await before.begin({})
    void before.add([picture('a')], shot)
    await vi.waitFor(async () => expect(await rows()).toHaveLength(1))

    const after = draft()
    await after.open(id)
    await vi.waitFor(() => expect(after.item.value!.photoHashes).toEqual(['a']))
    expect(prepare).toHaveBeenLastCalledWith(expect.anything(), shot)
    await vi.waitFor(async () => expect(await rows()).toEqual([]))
  })

  it('keeps nothing double once it is ready', async () => {
    const one = draft()
    await one.begin({})
    await one.add([picture('a'), picture('b')])
    expect(await rows()).toEqual([])
  })

  it('brings it to its report although another one is open', async () => {
    prepare.mockImplementationOnce(() => new Promise(() => undefined))
    const before = draft()
    const { id } = await before.begin({})
    void before.add([picture('a')])
    await vi.waitFor(async () => expect(await rows()).toHaveLength(1))
    const after = draft()
    const other = await after.begin({})
    await after.recover()
    expect((await kept(id)).photoHashes).toEqual(['a'])
    expect((await kept(other.id)).photoHashes).toEqual([])
  })
})

it('whose database fails is not taken for one that was sent or deleted', async () => {
  const one = draft()
  await one.begin({})
  await db.close({ disableAutoOpen: true })
  one.change({ description: 'still here' })
  await vi.waitFor(() => expect(one.unsaved.value).toBe(true))
  expect(one.gone.value).toBe(false)
  expect(one.item.value!.report.description).toBe('still here')
})

describe('a picture that fails for a reason nobody foresaw', () => {
  it('is said, does not hold up those after it, and is tried once more by the next page and then no more', async () => {
    prepare.mockRejectedValueOnce(new DOMException('no encoder', 'EncodingError'))
    const one = draft()
    const { id } = await one.begin({})
    await one.add([picture('bad'), picture('good')])
    expect(one.taking.failed.value).toMatchObject([{ why: null }])
    expect(one.taking.preparing.value).toBe(0)
    expect((await kept(id)).photoHashes).toEqual(['good'])
    expect(await rows()).toHaveLength(1)

    prepare.mockClear()
    for (let page = 0; page < 3; page++) {
      prepare.mockRejectedValueOnce(new DOMException('no encoder', 'EncodingError'))
      const next = draft()
      await next.open(id)
      await vi.waitFor(() => expect(next.taking.failed.value).toHaveLength(1))
    }
    expect(prepare).toHaveBeenCalledTimes(1)
    expect(await rows()).toHaveLength(1)
    prepare.mockReset()
    prepare.mockImplementation(async (file: Blob) => prepared(await file.text()))
  })
})

describe('sending', () => {
  const ready = { category: { scheme: 's', code: '1' }, position: { lon: 105, lat: 34, crs: 'wgs84' as const } }

  it('says that it waits for what is still made ready', async () => {
    let come = (_: PreparedPhoto) => {}
    prepare.mockImplementationOnce(() => new Promise((resolve) => (come = resolve)))
    const one = draft()
    const { id } = await one.begin(ready)
    void one.add([picture('slow')])
    await vi.waitFor(() => expect(prepare).toHaveBeenCalled())
    const sending = one.send()
    expect([one.awaiting.value, one.taking.preparing.value]).toEqual([true, 1])
    come(prepared('slow'))
    expect(await sending).toEqual({ kind: 'waits' })
    expect([one.awaiting.value, (await kept(id)).photoHashes]).toEqual([false, ['slow']])
  })

  it('leaves out no photo that failed: it is tried again, or taken away, first', async () => {
    prepare.mockRejectedValueOnce(new PhotoRefused('damaged'))
    const one = draft()
    const { id } = await one.begin(ready)
    await one.add([picture('a'), picture('b')])
    expect(await one.send()).toEqual({ kind: 'hindered' })
    expect((await kept(id)).state).toBe('draft')
    // From the list of what waits, or another tab, neither.
    expect(await commands.queue(db, id)).toEqual(['unready'])
    await one.taking.retry(one.taking.failed.value[0]!)
    expect(await one.send()).toEqual({ kind: 'waits' })
    expect((await kept(id)).photoHashes).toEqual(['b', 'a'])
  })

  it('from memory leaves nothing of them behind', async () => {
    const one = draft()
    await one.begin({ ...ready, position: { ...ready.position, accuracy_m: 8, source: 'device' as const } })
    prepare.mockResolvedValueOnce(await photo('a'))
    addPhoto.mockRejectedValueOnce(new StorageFull('full'))
    await one.add([picture('a')])
    expect(await rows()).toHaveLength(1)
    expect(await one.send()).toMatchObject({ kind: 'arrived' })
    expect(await rows()).toEqual([])
  })
})

describe('a full phone', () => {
  it('leaves the picture as it came where it is until the outbox has it', async () => {
    addPhoto.mockRejectedValueOnce(new StorageFull('full'))
    const one = draft()
    const { id } = await one.begin({})
    await one.add([picture('a')])
    expect(one.taking.unkept.value).toHaveLength(1)
    expect(await rows()).toHaveLength(1)
    await one.keepAgain()
    expect((await kept(id)).photoHashes).toEqual(['a'])
    expect(await rows()).toEqual([])
  })

  it('loses no picture: it waits in memory, and is kept when there is room', async () => {
    addPhoto.mockRejectedValueOnce(new StorageFull('full'))
    const one = draft()
    const { id } = await one.begin({ category: { scheme: 's', code: '1' }, position: { lon: 105, lat: 34, crs: 'wgs84' } })
    await one.add([picture('a')])
    expect(one.taking.unkept.value.map((photo) => photo.sha256)).toEqual(['a'])
    expect(one.isSafe.value).toBe(false)
    expect((await kept(id)).photoHashes).toEqual([])
    await one.keepAgain()
    expect(one.isSafe.value).toBe(true)
    expect(await one.send()).toEqual({ kind: 'waits' })
    expect((await kept(id)).photoHashes).toEqual(['a'])
  })

  const ready = { category: { scheme: 's', code: '1' }, position: { lon: 105, lat: 34, crs: 'wgs84' as const, accuracy_m: 8, source: 'device' as const } }

  /** One picture kept, one in memory. */
  async function halfKept() {
    const one = draft()
    const { id } = await one.begin(ready)
    const [a, b] = [await photo('a'), await photo('b')]
    prepare.mockResolvedValueOnce(a).mockResolvedValueOnce(b)
    await one.add([picture('a')])
    addPhoto.mockRejectedValueOnce(new StorageFull('full'))
    await one.add([picture('b')])
    return { one, id, hashes: [a.sha256, b.sha256] }
  }

  it('sends what is in memory together with what is kept, tells how far, and keeps no draft of it', async () => {
    const { one, id, hashes } = await halfKept()
    const shares: (number | null)[] = []
    watch(one.progress, (share) => shares.push(share), { flush: 'sync' })
    expect(await one.send()).toEqual({ kind: 'arrived', number: '20261121-1' })
    expect(shares.at(0)).toBe(0)
    expect(shares).toContain(1)
    expect(shares.at(-1)).toBeNull()
    expect(server.cases.get(id)?.photos).toEqual(hashes)
    expect(await kept(id)).toMatchObject({ state: 'sent', caseNumber: '20261121-1', photoHashes: hashes })
    expect(await db.photos.count()).toBe(0)
    expect(one.item.value).toBeNull()
    expect(one.isSafe.value).toBe(true)
  })

  it('says what is missing before it sends from memory', async () => {
    const { one } = await halfKept()
    one.change({ category: null })
    expect(await one.send()).toEqual({ kind: 'missing', gaps: ['category'] })
    expect(server.calls).toEqual([])
  })

  it('whose answer is lost keeps everything in the page, as the server may have it, and trying again makes no second one', async () => {
    const { one, id, hashes } = await halfKept()
    server.fault = (call) => (call.startsWith('PUT /cases') ? 'answer lost' : null)
    expect(await one.send()).toEqual({ kind: 'failed' })
    expect(one.failure.value).toBeInstanceOf(NoConnection)
    expect([one.taking.unkept.value.length, one.isSafe.value, one.isFixed.value]).toEqual([1, false, true])
    one.change({ description: 'better known now' })
    server.fault = () => ({ status: 503, body: { code: 'overloaded' } })
    expect(await one.send()).toEqual({ kind: 'failed' })
    expect(one.isFixed.value).toBe(true)
    server.fault = () => null
    expect(await one.send()).toMatchObject({ kind: 'arrived' })
    expect(server.cases.size).toBe(1)
    expect(server.cases.get(id)?.photos).toEqual(hashes)
  })

  it.each([
    ['refused', 'PUT /cases', { status: 422, body: { code: 'position_out_of_range' } }],
    ['turned away before anything was done', 'PUT /cases', { status: 503, body: { code: 'overloaded' } }],
    ['not even handed over', 'PUT /photos', 'unheard'],
  ] as const)('that is %s may be changed and sent again', async (_, step, fault) => {
    const { one, id } = await halfKept()
    server.fault = (call) => (call.startsWith(step) ? fault : null)
    expect(await one.send()).toEqual({ kind: 'failed' })
    server.fault = () => null
    one.change({ description: 'mended' })
    expect(await one.send()).toMatchObject({ kind: 'arrived' })
    expect(JSON.parse(server.cases.get(id)!.body)).toMatchObject({ description: 'mended' })
  })

  it('that cannot even begin a report begins it in memory, and sends it or keeps it as soon as there is room', async () => {
    for (const end of ['send', 'keep'] as const) {
      const add = vi.spyOn(db.outbox, 'add').mockRejectedValue(Object.assign(new Error('full'), { name: 'QuotaExceededError' }))
      const one = draft()
      const { id } = await one.begin(ready)
      prepare.mockResolvedValueOnce(await photo(end))
      await one.add([picture('a')])
      one.change({ description: 'in memory' })
      await one.keepAgain()
      expect([one.taking.unkept.value.length, one.inMemory.value]).toEqual([1, true])
      expect(await db.outbox.get(id)).toBeUndefined()
      if (end === 'send') {
        expect(await one.send()).toMatchObject({ kind: 'arrived' })
        expect(JSON.parse(server.cases.get(id)!.body)).toMatchObject({ description: 'in memory' })
      }
      add.mockRestore()
      if (end === 'keep') {
        await one.keepAgain()
        expect(one.isSafe.value).toBe(true)
        expect(await kept(id)).toMatchObject({ state: 'draft', report: { description: 'in memory' }, photos: [{}] })
      }
    }
  })

  it('without room to list it as sent keeps no draft of it either', async () => {
    const { one, id } = await halfKept()
    vi.spyOn(db.outbox, 'put').mockRejectedValue(Object.assign(new Error('full'), { name: 'QuotaExceededError' }))
    expect(await one.send()).toMatchObject({ kind: 'arrived' })
    expect(await db.outbox.get(id)).toBeUndefined()
    expect(await db.photos.count()).toBe(0)
  })
})

describe('opening', () => {
  it('takes drafts and refused reports, and nothing that is under way', async () => {
    const one = draft()
    const { id } = await one.begin({})
    for (const [state, opens] of [['draft', true], ['refused', true], ['waiting', false], ['sending', false], ['sent', false]] as const) {
      await db.outbox.update(id, { state })
      expect(await draft().open(id), state).toBe(opens)
    }
    expect(await draft().open('nothing')).toBe(false)
  })
})
