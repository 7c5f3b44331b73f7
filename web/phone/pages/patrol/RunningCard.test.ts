// A visit that cannot be ended on a full phone goes on, and the person is told.

import { afterEach, expect, it, vi } from 'vitest'
import { createApp, h, nextTick, ref, type App } from 'vue'
import { StorageFull } from '@/phone/db/storage'
import { UserDatabase } from '@/phone/db/user'
import { endVisit, startVisit } from '@/phone/patrol/visit'
import { zh } from '@/words/zh'
import RunningCard from './RunningCard.vue'

const db = new UserDatabase('running')
const wake = vi.fn()
vi.mock('@/phone/session', () => ({ useSession: () => ({ here: () => ({ db, outbox: { wake }, reference: { city: ref(null) } }) }) }))
vi.mock('@/phone/patrol/useVisit', () => ({ useVisit: () => ({ elapsedMs: ref(0), recording: ref('off') }) }))
vi.mock('@/phone/patrol/visit', async (original) => ({ ...(await original<typeof import('@/phone/patrol/visit')>()), endVisit: vi.fn() }))

let app: App
afterEach(() => app.unmount())

it('stays, says why, and can be ended after room was made', async () => {
  const visit = await startVisit(db, { zoneId: 'z', zoneCode: 'z', zoneName: '解放路东段', mode: 'routine', campaignId: null })
  const ended = vi.fn()
  const crashed = vi.fn()
  const root = document.createElement('div')
  document.body.append(root)
  app = createApp({ render: () => h(RunningCard, { visit, onEnded: ended }) })
  app.component('RouterLink', { render: () => h('a') })
  app.config.errorHandler = crashed
  app.mount(root)
  const end = async () => {
    root.querySelector<HTMLButtonElement>('.actions .primary-action')!.click()
    await nextTick()
    root.querySelector<HTMLButtonElement>('dialog .primary-action')!.click()
  }
  vi.mocked(endVisit).mockRejectedValueOnce(new StorageFull('full')).mockResolvedValueOnce(visit.id)
  await end()
  await vi.waitFor(() => expect(root.querySelector('[role=alert]')?.textContent).toBe(zh.problem.storageFull))
  expect(ended).not.toHaveBeenCalled()
  await end()
  await vi.waitFor(() => expect(ended).toHaveBeenCalledOnce())
  expect(root.querySelector('[role=alert]')).toBeNull()
  expect(crashed).not.toHaveBeenCalled()
})
