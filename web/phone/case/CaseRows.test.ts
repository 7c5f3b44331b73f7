// The list of cases: in the page's order, numbered when asked, and one of them brought into view.

import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createApp, h, nextTick, type App } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { aCase } from '@/api/sample'
import type { Case } from '@/api/types'
import { zh } from '@/words/zh'
import CaseRows from './CaseRows.vue'

vi.mock('./CasePicture.vue', () => ({ default: { render: () => h('i') } }))

let app: App
let rows: { show: (id: string) => void }
const scrolled = vi.fn()
const some = (...ids: string[]) => ids.map((id): Case => aCase({ id, photos: [] }))
const THREE = some('b', 'a', 'c')

function show(numbered: boolean, cases = THREE): HTMLElement {
  const root = document.createElement('div')
  document.body.append(root)
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)*', component: {} }] })
  app = createApp({ render: () => h(CaseRows, { ref: (one: unknown) => (rows = one as typeof rows), cases, numbered }, { default: ({ number }: { number: number }) => h('em', `after ${number}`) }) })
  app.use(router).mount(root)
  return root
}

beforeEach(() => {
  scrolled.mockReset()
  Element.prototype.scrollIntoView = function (this: Element) {
    scrolled(this.querySelector('a')?.getAttribute('href'))
  }
})
afterEach(() => app.unmount())

it('keeps the order, with what the page puts below each', () => {
  const root = show(false)
  expect([...root.querySelectorAll('ul a')].map((link) => link.getAttribute('href'))).toEqual(['/case/b', '/case/a', '/case/c'])
  expect([...root.querySelectorAll('em')].map((slot) => slot.textContent)).toEqual(['after 1', 'after 2', 'after 3'])
  expect(root.querySelector('.order')).toBeNull()
})

it('counts the stops of a walk and brings the asked one into view', () => {
  const root = show(true)
  expect([...root.querySelectorAll('ol .order')].map((mark) => mark.textContent)).toEqual(['1', '2', '3'])
  rows.show('a')
  expect(scrolled).toHaveBeenCalledWith('/case/a')
  expect(document.activeElement?.getAttribute('href')).toBe('/case/a')
})

it('shows the first screen at once and the others a moment later', async () => {
  const ids = Array.from({ length: 12 }, (_, i) => `n${i}`)
  const root = show(false, some(...ids))
  const shown = () => [...root.querySelectorAll('ul a')].map((link) => link.getAttribute('href'))
  await nextTick()
  expect(shown()).toEqual(ids.slice(0, 6).map((id) => `/case/${id}`))
  await vi.waitFor(() => expect(shown()).toEqual(ids.map((id) => `/case/${id}`)))
})

it('draws a long list to its end, in steps, also when it grows', async () => {
  const ids = Array.from({ length: 120 }, (_, i) => `n${i}`)
  const root = show(false, some(...ids))
  const seen = new Set<number>()
  await vi.waitFor(() => {
    const there = root.querySelectorAll('ul a').length
    seen.add(there)
    expect(there).toBe(120)
  }, { interval: 5, timeout: 10_000 })
  expect([...seen].every((there) => [6, 56, 106, 120].includes(there))).toBe(true)
  expect(seen.size).toBeGreaterThan(2)
})

it('shows no light where nothing is due any more: only how long somebody has had to wait', () => {
  const root = show(false, [aCase({ id: 'a', state: 'handled', light: 'green', handled_at: new Date(Date.now() - 26 * 86_400_000 - 60_000).toISOString() }), aCase({ id: 'b', state: 'accepted', light: 'green', yellow_at: null, deadline_at: new Date(Date.now() + 3_600_000).toISOString() })])
  const [handled, running] = root.querySelectorAll('ul a')
  expect(handled!.querySelector('.light')).toBeNull()
  expect(handled!.textContent).toContain(zh.case_.waiting('26天'))
  expect(handled!.textContent!.split(zh.case_.state.handled)).toHaveLength(2)
  expect(running!.querySelector('.light')).not.toBeNull()
})
