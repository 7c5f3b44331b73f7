// Choosing another password: what is said before and after the server is asked, and where one goes afterwards.

import { createPinia, setActivePinia } from 'pinia'
import { afterEach, expect, it, vi } from 'vitest'
import { createApp, nextTick, type App } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { NoConnection, problemOf } from '@/api/problem'
import { useSession } from '@/phone/session'
import { zh } from '@/words/zh'
import NewPasswordPage from './NewPasswordPage.vue'
import { missingIn } from './new-password'

const words = zh.signIn.newPassword
let app: App | null = null
afterEach(() => app?.unmount())

const person = { id: '1', username: 'lin', display_name: '林', role: 'inspector' as const, unit: null, scope: { whole_city: true, unit: null }, permissions: [] }

async function shown(forced: boolean) {
  setActivePinia(createPinia())
  const session = useSession()
  session.me = { ...person, must_change_password: forced }
  const change = vi.fn(async (_old: string, _fresh: string): Promise<void> => undefined)
  session.changePassword = change
  const empty = { template: '<p />' }
  const router = createRouter({ history: createMemoryHistory(), routes: ['/me', '/work', '/sign-in', '/me/password'].map((path) => ({ path, component: empty })) })
  await router.push('/me/password?next=/work')
  const root = document.createElement('div')
  document.body.replaceChildren(root)
  app = createApp(NewPasswordPage).use(router)
  app.mount(root)
  const type = (name: string, text: string) => {
    const field = root.querySelector<HTMLInputElement>(`input[name=${name}]`)!
    field.value = text
    field.dispatchEvent(new Event('input'))
  }
  const send = async (old: string, fresh: string, again: string) => {
    type('old', old)
    type('fresh', fresh)
    type('again', again)
    await nextTick()
    root.querySelector('form')!.dispatchEvent(new Event('submit', { cancelable: true }))
    await vi.waitFor(() => expect(root.querySelector('form')!.getAttribute('aria-busy')).toBe('false'))
    await nextTick()
  }
  const said = () => root.querySelector('#new-password-said')!.textContent?.trim()
  return { root, router, change, send, said }
}

it.each([
  [{ old: '', fresh: 'a'.repeat(10), again: '' }, 'old'],
  [{ old: 'x', fresh: 'a'.repeat(9), again: 'a'.repeat(9) }, 'fresh'],
  // Ten signs and not twenty halves of signs.
  [{ old: 'x', fresh: '😀'.repeat(5), again: '😀'.repeat(5) }, 'fresh'],
  [{ old: 'x', fresh: 'a'.repeat(10), again: 'b'.repeat(10) }, 'again'],
  [{ old: 'x', fresh: '😀'.repeat(10), again: '😀'.repeat(10) }, null],
] as const)('looks at %o first', (fields, missing) => {
  expect(missingIn(fields)).toBe(missing)
})

it('says why, asks the server once all is there, and goes on where one was going', async () => {
  const { root, router, change, send, said } = await shown(true)
  expect(root.textContent).toContain(words.once)
  expect(root.textContent).toContain(words.signOut)
  await send('once', 'another mossy word', 'another mossy')
  expect(said()).toContain(words.differs)
  expect(change).not.toHaveBeenCalled()
  await send('once', 'another mossy word', 'another mossy word')
  expect(change).toHaveBeenCalledWith('once', 'another mossy word')
  await vi.waitFor(() => expect(router.currentRoute.value.path).toBe('/work'))
})

it('says what the server says, at the field it is about', async () => {
  const { root, change, send, said } = await shown(false)
  expect(root.textContent).not.toContain(words.once)
  const refused = { type: 't', code: 'invalid_field', title: 't', detail: 'd', status: 422, errors: [{ pointer: '/new', code: 'invalid_field', detail: '密码过于常见' }] }
  change.mockRejectedValueOnce(problemOf(422, refused, null))
  await send('old', 'woaini5201314', 'woaini5201314')
  expect(said()).toContain('密码过于常见')
  expect(root.querySelector('input[name=fresh]')!.getAttribute('aria-invalid')).toBe('true')
  change.mockRejectedValueOnce(new NoConnection('gone'))
  await send('old', 'another mossy word', 'another mossy word')
  expect(said()).toContain(words.offline)
})
