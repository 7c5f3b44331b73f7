// A form that cannot be sent stays, with what was written and the reason; one that was sent goes.

import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { effectScope, type EffectScope } from 'vue'
import { aCase } from '@/api/sample'
import { aPerson } from '@/phone/case/testing'
import { useActionDraft } from '@/phone/case/useActionDraft'
import type { ActionItem } from '@/phone/db/outbox'
import { StorageFull } from '@/phone/db/storage'
import { photo } from '@/phone/offline/outbox/testing'
import { zh } from '@/words/zh'
import { useForm } from './useForm'

let person = aPerson()
let scope: EffectScope
let mayGo: (() => boolean) | null = null
const replace = vi.fn()
vi.mock('@/phone/session', () => ({ useSession: () => ({ here: () => person }) }))
vi.mock('@/photo/shrink', () => ({ preparePhoto: async (file: Blob) => photo(await file.text()) }))
vi.mock('vue-router', () => ({ useRouter: () => ({ replace, back: replace }), onBeforeRouteLeave: (guard: () => boolean) => (mayGo = guard) }))

beforeEach(() => {
  person = aPerson()
  replace.mockReset()
  scope = effectScope()
})
afterEach(() => scope.stop())

function form() {
  return scope.run(() => {
    const pass = useActionDraft(() => aCase(), () => 'verify_pass')
    const fail = useActionDraft(() => aCase(), () => 'verify_fail')
    return { pass, fail, ...useForm(() => 'c', [pass, fail]) }
  })!
}

const items = async () => (await person.db.outbox.toArray()) as ActionItem[]
const unload = () => {
  const event = new Event('beforeunload', { cancelable: true })
  window.dispatchEvent(event)
  return event.defaultPrevented
}

it('says why a full phone could not send it, and keeps what was typed', async () => {
  const { fail, send, said, sending } = form()
  vi.spyOn(person.outbox, 'newAction').mockRejectedValueOnce(new StorageFull('full'))
  await send(fail, { reason: '仍有残留' })
  expect([said.value, sending.value, fail.body.value]).toEqual([zh.problem.storageFull, false, { reason: '仍有残留' }])
  expect(replace).not.toHaveBeenCalled()
  await send(fail, { reason: '仍有残留' })
  expect(said.value).toBe('')
  expect(replace).toHaveBeenCalledOnce()
})

it('says that photos are not kept, whichever result was looked at meanwhile, and asks before they are lost', async () => {
  const { fail, send, said } = form()
  vi.spyOn(person.outbox, 'newAction').mockRejectedValue(new StorageFull('full'))
  await fail.addPhotos([new Blob(['a'])])
  expect(fail.taking.unkept.value).toHaveLength(1)
  await send(fail, { reason: '仍有残留' })
  expect(said.value).toBe(zh.handle.lacks.room)
  expect(await items()).toEqual([])
  const asked = vi.fn(() => false)
  vi.stubGlobal('confirm', asked)
  expect([mayGo!(), asked.mock.calls.length, unload()]).toEqual([false, 1, true])
})

it('drops the other result once this one is on its way', async () => {
  const { pass, fail, send } = form()
  pass.write({ note: '好' })
  await pass.flush()
  expect(await items()).toHaveLength(1)
  await send(fail, { reason: '仍有残留' })
  expect(await items()).toMatchObject([{ action: 'verify_fail', state: 'waiting' }])
  expect([mayGo!(), unload()]).toEqual([true, false])
})
