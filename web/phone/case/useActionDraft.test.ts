// An action being written is on the phone from its first letter on, and is sent on the version that is shown.

import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Case } from '@/api/types'
import { photo } from '../offline/outbox/testing'
import type { ActionItem } from '../offline/outbox/types'
import { aCase } from './sample'
import { aPerson, inScope } from './testing'
import { useActionDraft } from './useActionDraft'

let person = aPerson()
vi.mock('@/stores/session', () => ({ useSession: () => ({ here: () => person }) }))

beforeEach(() => {
  person = aPerson()
})

const items = async () => (await person.db.outbox.toArray()) as ActionItem[]
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
    await Promise.all([used.addPhoto(await photo('a')), used.addPhoto(await photo('b'))])
    await used.send({ note: '已清理' })
    expect(await items()).toMatchObject([{ state: 'waiting', body: { note: '已清理' }, photos: [{}, {}] }])
  })

  it('goes on top of the case as it is shown at that moment', async () => {
    let shown = aCase({ version: 3 })
    const { used } = write(() => shown)
    await used.start()
    await used.addPhoto(await photo('a'))
    expect(await items()).toMatchObject([{ expectedVersion: 3 }])
    shown = aCase({ version: 5 })
    await used.send({ note: '已清理' })
    expect(await items()).toMatchObject([{ expectedVersion: 5, state: 'waiting' }])
  })

  it('goes on with what the server refused, with its photos', async () => {
    const first = write(() => aCase()).used
    await first.start()
    await first.addPhoto(await photo('a'))
    await first.send({ note: '已清理' })
    const [sent] = await items()
    await person.db.outbox.update(sent!.id, { state: 'refused' })

    const again = write(() => aCase()).used
    await again.start()
    await again.addPhoto(await photo('b'))
    await again.send({ note: '重新拍摄' })
    expect(await items()).toMatchObject([{ id: sent!.id, state: 'waiting', body: { note: '重新拍摄' }, photos: [{}, {}] }])
  })

  it('does not take up what is already on its way', async () => {
    const first = write(() => aCase()).used
    await first.start()
    await first.addPhoto(await photo('a'))
    await first.send({ note: '已清理' })
    const second = write(() => aCase()).used
    await second.start()
    expect(second.resumed.value).toBe(false)
    expect(second.body.value).toEqual({})
  })
})
