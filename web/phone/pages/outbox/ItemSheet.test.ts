// An item with a conflict that is opened without network shows what has changed as soon as there is one.

import { afterEach, expect, it, vi } from 'vitest'
import { createApp, h, type App } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { NoConnection } from '@/api/problem'
import { aCase, anEvent } from '@/api/sample'
import type { ActionItem, OutboxItem } from '@/phone/db/outbox'
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
HTMLDialogElement.prototype.showModal ??= () => {}

function shown(item: object): HTMLElement {
  const root = document.createElement('div')
  document.body.append(root)
  app = createApp({ render: () => h(ItemSheet, { item: item as OutboxItem }) })
  app.use(createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)*', component: {} }] })).mount(root)
  return root
}

it('says why an item has to wait, and that nobody has to wait with it', () => {
  const problem = { type: '/errors/rate_limited', code: 'rate_limited', title: '请求过于频繁', status: 429, detail: '今天上传的照片已达上限' }
  const root = shown({ kind: 'visit', visit: { zoneName: '解放路' }, id: 'i', caseId: '', caseNumber: null, state: 'waiting', photos: [], photoHashes: [], createdAt: 0, attempts: 0, nextAt: Date.now() + 7_200_000, maybeSent: false, problem })
  expect(root.textContent).toContain('今天上传的照片已达上限')
  expect(root.textContent).toContain(zh.outbox.advice.waiting)
})

it('says why a delivered report waits for a dispatcher', () => {
  const report = { kind: 'report', report: { description: '', categoryName: '非法小广告' }, id: 'i', caseId: 'i', caseNumber: '1', state: 'sent', photos: [], photoHashes: [], createdAt: 0, attempts: 0, nextAt: 0, maybeSent: false, problem: null }
  expect(shown({ ...report, held: '照片与案件 2 相同，待派遣员核实' }).textContent).toContain('照片与案件 2 相同')
  app.unmount()
  expect(shown(report).querySelector('.notice')).toBeNull()
})

it('looks again when the network returns', async () => {
  const item = { kind: 'action', id: 'i', caseId: 'c', caseNumber: '1', action: 'handle', state: 'conflict', expectedVersion: 3, body: {}, photos: [], photoHashes: [], createdAt: 0, attempts: 0, nextAt: 0 } as unknown as ActionItem
  const root = shown(item)
  await vi.waitFor(() => expect(root.querySelector('.changes p')?.textContent).not.toBe(zh.outbox.changesLoading))
  expect(root.textContent).not.toContain(zh.outbox.do.redo)
  online = true
  window.dispatchEvent(new Event('online'))
  await vi.waitFor(() => expect(root.textContent).toContain(zh.outbox.do.redo))
})
