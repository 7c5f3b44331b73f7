// The forms keep to the city's limits, which the phone has without network: nothing is sent off that the server would
// refuse once the person has left.

import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createApp, h, nextTick, reactive, shallowRef, type App, type Component } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { aCase } from '@/api/sample'
import type { Case } from '@/api/types'
import { formLimits, lettersIn, told } from '@/phone/offline/limits'
import { zh } from '@/words/zh'
import FormPage from './FormPage.vue'
import HoursField from './HoursField.vue'
import NoteField from './NoteField.vue'
import VerifyPage from './VerifyPage.vue'

const CITY = { report: { most_photos: 9, longest_text: 10 }, case: { extension_hours_max: 36, rework_needs_photo: true } }
let limits: typeof CITY | null
vi.mock('@/phone/session', () => ({ useSession: () => ({ here: () => ({ reference: { city: shallowRef({ limits }) } }) }) }))

const drafts = vi.hoisted(() => ({ send: vi.fn(async () => []), drop: vi.fn(async () => {}), photos: { value: [] as { sha256: string }[], __v_isRef: true } }))
vi.mock('@/phone/case/useActionDraft', async () => {
  const { ref } = await import('vue')
  const body = ref<Record<string, unknown>>({})
  const draft = { ...drafts, body, resumed: ref(false), unsaved: ref(false), taking: { preparing: ref(0), atRisk: ref(false) }, start: async () => {}, write: (more: object) => (body.value = { ...body.value, ...more }) }
  return { useActionDraft: () => draft }
})
const handled = aCase({ state: 'handled', available_actions: ['verify_pass', 'verify_fail'] })
vi.mock('@/phone/case/useCase', async () => {
  const { ref } = await import('vue')
  return { useCase: () => ({ of: ref(handled), loaded: ref(true) }) }
})
vi.mock('./CompareView.vue', () => ({ default: { render: () => null } }))
vi.mock('./EvidencePhotos.vue', () => ({ default: { render: () => null } }))
vi.mock('./leave', () => ({ leaveForm: () => {} }))

let app: App
let root: HTMLElement

async function show(page: Component, props: Record<string, unknown>, slots?: Record<string, () => unknown>): Promise<void> {
  root = document.createElement('div')
  document.body.append(root)
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)*', component: {} }] })
  await router.push('/case/x/verify?result=fail')
  app = createApp({ render: () => h(page, props, slots) })
  app.use(router).mount(root)
  await nextTick()
}

async function write(words: string): Promise<void> {
  const field = root.querySelector('textarea')!
  field.value = words
  field.dispatchEvent(new Event('input'))
  await nextTick()
}

async function submit(): Promise<void> {
  root.querySelector('form')!.dispatchEvent(new Event('submit', { cancelable: true }))
  await nextTick()
}

beforeEach(() => {
  limits = CITY
  drafts.photos.value = []
  drafts.send.mockClear()
})
afterEach(() => app?.unmount())

it('before the first download are none: the phone guesses nothing', async () => {
  expect(formLimits(null)).toEqual({ mostPhotos: Infinity, mostLetters: Infinity, mostExtensionHours: Infinity, reworkNeedsPhoto: false })
  expect([told(9), told(Infinity)]).toEqual([9, undefined])
  expect(formLimits(CITY as never)).toEqual({ mostPhotos: 9, mostLetters: 10, mostExtensionHours: 36, reworkNeedsPhoto: true })
  expect(lettersIn('整改👍')).toBe(3)
})

it('ask for no more hours than the city grants', async () => {
  const change = vi.fn()
  await show(HoursField, { hours: 24, onChange: change })
  expect([...root.querySelectorAll('.usual button')].map((one) => one.textContent)).toEqual(['4', '12', '24'])
  const field = root.querySelector('input')!
  expect(field.max).toBe('36')
  field.value = '100'
  field.dispatchEvent(new Event('change'))
  expect(change).toHaveBeenCalledWith(36)
  expect(root.textContent).toContain(zh.handle.hoursHint(36))
})

it('send off no text that is too long', async () => {
  const sent = vi.fn()
  const note = reactive({ text: '' })
  const field = () => h(NoteField, { modelValue: note.text, label: 'n', 'onUpdate:modelValue': (text: string) => (note.text = text) })
  const props = { title: 't', of: handled as Case, loaded: true, actions: ['verify_fail'], submit: 's', sending: false, onSubmit: sent }
  await show(FormPage, props, { default: field })
  await write('一二三四五六七八九十一')
  await submit()
  expect(sent).not.toHaveBeenCalled()
  expect(root.textContent).toContain(zh.handle.tooLong(10))
  expect(document.activeElement).toBe(root.querySelector('textarea'))
  await write('一二三四五六七八九十')
  await submit()
  expect(sent).toHaveBeenCalledOnce()
})

it.each([
  [true, 0, false],
  [true, 1, true],
  [false, 0, true],
])('where a failed verification needs a photo (%s), %i of them: sent %s', async (needed, many, goes) => {
  limits = { ...CITY, case: { ...CITY.case, rework_needs_photo: needed } }
  drafts.photos.value = Array.from({ length: many }, (_, n) => ({ sha256: String(n) }))
  await show(VerifyPage, { id: 'x' })
  await write('仍有积水')
  await submit()
  expect(drafts.send.mock.calls.length > 0).toBe(goes)
  expect(root.textContent!.includes(zh.verify.photoNeeded)).toBe(needed && many === 0)
})
