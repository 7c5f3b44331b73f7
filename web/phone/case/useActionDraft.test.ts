// An action being written is on the phone from its first letter on, and is sent on the version that is shown.

import { beforeEach, describe, expect, it, vi } from 'vitest'
import { aCase } from '@/api/sample'
import type { Case } from '@/api/types'
import type { PreparedPhoto } from '@/photo/types'
import type { ActionItem } from '../db/outbox'
import { StorageFull } from '../db/storage'
import { photo } from '../offline/outbox/testing'
import type { Reference } from '../offline/reference'
import { rawPhotos } from '../db/raw'
import { aPerson, inScope } from './testing'
import { useActionDraft } from './useActionDraft'

let person = aPerson()
vi.mock('@/phone/session', () => ({ useSession: () => ({ here: () => person }) }))

const prepare = vi.hoisted(() => vi.fn<(file: Blob) => Promise<PreparedPhoto>>())
vi.mock('@/photo/shrink', () => ({ preparePhoto: prepare }))

beforeEach(() => {
  person = aPerson()
  prepare.mockReset()
  prepare.mockImplementation(async (file) => photo(await file.text()))
})

const items = async () => (await person.db.outbox.toArray()) as ActionItem[]
const picture = (text: string) => new Blob([text])
const mostPhotos = 4
const rows = () => rawPhotos(person.db).refs()
const write = (of: () => Case | null) => inScope(() => useActionDraft(of, () => 'handle'))

describe('an action being written', () => {
  it('leaves nothing behind when nothing was written', async () => {
    const { used, scope } = write(() => aCase())
    await used.start()
    scope.stop()
    expect(await items()).toEqual([])
  })

  it('is kept when the page is left in the middle of a word, and found again', async () => {
    const { used, scope } = write(() => aCase())
    await used.start()
    used.write({ note: '已清' })
    scope.stop()
    await vi.waitFor(async () => expect(await items()).toHaveLength(1))

    const later = write(() => aCase()).used
    await later.start()
    expect(later.body.value).toEqual({ note: '已清' })
    expect(later.resumed.value).toBe(true)
    expect(await items()).toHaveLength(1)
  })

  it('becomes one item, however fast letters and photos come', async () => {
    const { used } = write(() => aCase())
    await used.start()
    used.write({ note: '已清理' })
    await Promise.all([used.addPhotos([picture('a')]), used.addPhotos([picture('b')])])
    await used.send({ note: '已清理' })
    expect(await items()).toMatchObject([{ state: 'waiting', body: { note: '已清理' }, photos: [{}, {}] }])
  })

  it('goes on top of the case as it is shown at that moment', async () => {
    let shown = aCase({ version: 3 })
    const { used } = write(() => shown)
    await used.start()
    await used.addPhotos([picture('a')])
    expect(await items()).toMatchObject([{ expectedVersion: 3 }])
    shown = aCase({ version: 5 })
    await used.send({ note: '已清理' })
    expect(await items()).toMatchObject([{ expectedVersion: 5, state: 'waiting' }])
  })

  it('goes on with what the server refused, with its photos', async () => {
    const first = write(() => aCase()).used
    await first.start()
    await first.addPhotos([picture('a')])
    await first.send({ note: '已清理' })
    const [sent] = await items()
    await person.db.outbox.update(sent!.id, { state: 'refused' })

    const again = write(() => aCase()).used
    await again.start()
    await again.addPhotos([picture('b')])
    await again.send({ note: '重新拍摄' })
    expect(await items()).toMatchObject([{ id: sent!.id, state: 'waiting', body: { note: '重新拍摄' }, photos: [{}, {}] }])
  })

  it('does not take up what is already on its way', async () => {
    const first = write(() => aCase()).used
    await first.start()
    await first.addPhotos([picture('a')])
    await first.send({ note: '已清理' })
    const second = write(() => aCase()).used
    await second.start()
    expect(second.resumed.value).toBe(false)
    expect(second.body.value).toEqual({})
  })
})

describe('the photos of an action', () => {
  it('are waited for when it is sent while one is still being made ready', async () => {
    let ready = () => {}
    prepare.mockImplementationOnce(async () => {
      await new Promise<void>((come) => (ready = come))
      return photo('slow')
    })
    const { used } = write(() => aCase())
    await used.start()
    void used.addPhotos([picture('slow')])
    await vi.waitFor(() => expect(prepare).toHaveBeenCalled())
    const sending = used.send({ note: '已清理' })
    ready()
    expect(await sending).toEqual([])
    expect(await items()).toMatchObject([{ state: 'waiting', photoHashes: [(await photo('slow')).sha256] }])
  })

  it('that found no room keep it from going, and go with it once there is some', async () => {
    const full = vi.spyOn(person.outbox, 'addPhoto').mockRejectedValueOnce(new StorageFull('full'))
    const { used } = write(() => aCase())
    await used.start()
    await used.addPhotos([picture('a')])
    expect(used.taking.unkept.value).toHaveLength(1)
    expect(await rows()).toHaveLength(1)
    expect(await used.send({ note: '已清理' })).toEqual(['room'])
    expect(await items()).toMatchObject([{ state: 'draft' }])
    await used.keepAgain()
    expect(await used.send({ note: '已清理' })).toEqual([])
    expect(full).toHaveBeenCalledTimes(2)
    expect(await items()).toMatchObject([{ state: 'waiting', photos: [{}] }])
    expect(await rows()).toEqual([])
  })

  it('are at risk only while the phone could not even begin the action', async () => {
    vi.spyOn(person.outbox, 'newAction').mockRejectedValue(new StorageFull('full'))
    const { used } = write(() => aCase())
    await used.start()
    await used.addPhotos([picture('a')])
    expect([used.taking.unkept.value.length, used.taking.atRisk.value]).toEqual([1, true])
    vi.mocked(person.outbox.newAction).mockRestore()
    await used.keepAgain()
    expect([used.taking.unkept.value.length, used.taking.atRisk.value]).toEqual([0, false])
    expect(await items()).toMatchObject([{ photos: [{}] }])
  })

  it('are found again when the page went away before they were ready', async () => {
    const before = write(() => aCase())
    await before.used.start()
    prepare.mockRejectedValueOnce(new Error('EncodingError'))
    await before.used.addPhotos([picture('a')])
    before.scope.stop()

    const after = write(() => aCase()).used
    await after.start()
    await vi.waitFor(() => expect(after.photos.value).toHaveLength(1))
    expect(await after.send({ note: '已清理' })).toEqual([])
    await vi.waitFor(async () => expect(await rows()).toEqual([]))
  })

  it('beyond the most are refused with a word', async () => {
    person.reference.city.value = { limits: { report: { most_photos: mostPhotos }, case: {} } } as Reference
    const { used } = write(() => aCase())
    await used.start()
    await used.addPhotos(Array.from({ length: mostPhotos + 1 }, (_, n) => picture(`n${n}`)))
    expect(used.taking.troubles.value).toEqual(['most'])
    expect((await items())[0]!.photos).toHaveLength(mostPhotos)
  })

  it('are asked for where the action needs one', async () => {
    const { used } = write(() => aCase())
    await used.start()
    expect(await used.send({ note: '已清理' })).toEqual(['photo'])
    expect(await items()).toMatchObject([{ state: 'draft', body: { note: '已清理' } }])
  })
})

describe('a full phone', () => {
  it('leaves what was typed on the page and says that it is not kept', async () => {
    vi.spyOn(person.outbox, 'newAction').mockRejectedValueOnce(new StorageFull('full'))
    const { used } = write(() => aCase())
    await used.start()
    used.write({ note: '已清' })
    await used.flush()
    expect([used.unsaved.value, used.body.value]).toEqual([true, { note: '已清' }])
    await used.keepAgain()
    expect(used.unsaved.value).toBe(false)
    expect(await items()).toMatchObject([{ body: { note: '已清' } }])
  })
})
