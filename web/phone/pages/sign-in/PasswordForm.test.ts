// The fields of the form are called what they are, also by those who hear them.

import { createPinia } from 'pinia'
import { afterEach, expect, it } from 'vitest'
import { createApp, nextTick, type App } from 'vue'
import { zh } from '@/words/zh'
import PasswordForm from './PasswordForm.vue'

let app: App | null = null
afterEach(() => app?.unmount())

function shown(): HTMLElement {
  const root = document.createElement('div')
  document.body.append(root)
  app = createApp(PasswordForm, { person: null }).use(createPinia())
  app.mount(root)
  return root
}

it('names the password field by its label alone, and shows what was typed on request', async () => {
  const root = shown()
  const field = root.querySelector<HTMLInputElement>('input[name=password]')!
  expect([...field.labels!].map((label) => label.textContent)).toEqual([zh.signIn.password])
  const button = root.querySelector<HTMLButtonElement>(`button[aria-controls="${field.id}"]`)!
  expect(button.closest('label')).toBeNull()
  expect([field.type, button.getAttribute('aria-label')]).toEqual(['password', zh.signIn.showPassword(zh.signIn.password)])
  button.click()
  await nextTick()
  expect([field.type, button.getAttribute('aria-label')]).toEqual(['text', zh.signIn.hidePassword(zh.signIn.password)])
})
