// Other cases with the very same picture are named and can be opened, each once.

import { afterEach, expect, it, vi } from 'vitest'
import { createApp, type App } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { aCase } from '@/api/sample'
import type { CasePhoto } from '@/api/types'
import { zh } from '@/words/zh'
import CaseFacts from './CaseFacts.vue'

vi.mock('@/phone/session', () => ({ useSession: () => ({ here: () => ({ reference: { city: { value: null } } }) }) }))

let app: App
afterEach(() => app.unmount())

const photo = (sha256: string, other_cases?: CasePhoto['other_cases']): CasePhoto => ({
  sha256, role: 'before', flags: [], urls: { original: '/o', display: '/d', thumbnail: '/t' }, ...(other_cases ? { other_cases } : {}),
})

it('names them', () => {
  const [one, two] = [{ id: '1', number: '20261121-0001' }, { id: '2', number: '20261121-0002' }]
  const root = document.createElement('div')
  app = createApp(CaseFacts, { of: aCase({ photos: [photo('a', [one]), photo('b', [one, two]), photo('c', [])] }) })
  app.use(createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)*', component: {} }] })).mount(root)
  const links = [...root.querySelectorAll('.links a')].map((link) => [link.getAttribute('href'), link.textContent])
  expect(links).toEqual([['/case/1', zh.case_.samePhoto(one.number)], ['/case/2', zh.case_.samePhoto(two.number)]])
})
