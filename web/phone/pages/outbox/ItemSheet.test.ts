// An item with a conflict that is opened without network shows what has changed as soon as there is one.

import { afterEach, expect, it, vi } from 'vitest'
import { createApp, h, type App } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { NoConnection } from '@/api/problem'
import { aCase, anEvent } from '@/api/sample'
import type { ActionItem } from '@/phone/db/outbox'
import { zh } from '@/words/zh'
import ItemSheet from './ItemSheet.vue'

let online = false
const client = {
  get: async (path: string) => {
    if (!online) throw new NoConnection('off')
    return path.endsWith('/events') ? { items: [anEvent({ seq: 4, action: 'accept' })] } : aCase({ version: 4, available_actions: ['handle'] })
  },
}
vi.mock('@/phone/session', () => ({ useSession: () => ({ here: () => ({ client, outbox: {} }) }) }))

let app: App
afterEach(() => app.unmount())

it('looks again when the network returns', async () => {
  HTMLDialogElement.prototype.showModal ??= () => {}
  const item = { kind: 'action', id: 'i', caseId: 'c', caseNumber: '1', action: 'handle', state: 'conflict', expectedVersion: 3, body: {}, photos: [], photoHashes: [], createdAt: 0, attempts: 0, nextAt: 0 } as unknown as ActionItem
  const root = document.createElement('div')
  document.body.append(root)
  app = createApp({ render: () => h(ItemSheet, { item }) })
  app.use(createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)*', component: {} }] })).mount(root)
  await vi.waitFor(() => expect(root.querySelector('.changes p')?.textContent).not.toBe(zh.outbox.changesLoading))
  expect(root.textContent).not.toContain(zh.outbox.do.redo)
  online = true
  window.dispatchEvent(new Event('online'))
  await vi.waitFor(() => expect(root.textContent).toContain(zh.outbox.do.redo))
})
