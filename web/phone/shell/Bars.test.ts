// What is said above every page: how far the clock is off, and of a visit no more than is so.

import { afterEach, expect, it, vi } from 'vitest'
import { createApp, nextTick, ref, type App } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { zh } from '@/words/zh'
import Bars from './Bars.vue'

/** As refs, which a hoisted part cannot import. */
const said = vi.hoisted(() => ({
  wrongMs: { __v_isRef: true, value: null as number | null },
  recording: { __v_isRef: true, value: 'off' },
  visit: { __v_isRef: true, value: null as { zoneName: string } | null },
}))
vi.mock('@/phone/session', () => ({ useSession: () => ({ isIn: true, ended: false }) }))
vi.mock('../offline/clock', () => ({ clock: { wrongMs: said.wrongMs } }))
vi.mock('../patrol/useVisit', () => ({ useVisit: () => ({ visit: said.visit, state: ref('running'), recording: said.recording }) }))

let app: App
afterEach(() => app.unmount())

async function text(): Promise<string> {
  const root = document.createElement('div')
  app = createApp(Bars)
  app.use(createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)*', component: {} }] })).mount(root)
  await nextTick()
  return root.textContent ?? ''
}

it.each([
  [null, ''],
  [3_600_000, '本机时间快1小时，上报和巡查时间按服务器时间更正'],
  [3_598_000, '本机时间快1小时，上报和巡查时间按服务器时间更正'],
  [-150_000, '本机时间慢3分钟，上报和巡查时间按服务器时间更正'],
])('a clock that is %s ms ahead: %s', async (wrongMs, expected) => {
  said.visit.value = null
  said.wrongMs.value = wrongMs
  expect(await text()).toBe(expected)
})

it.each([
  ['recording', zh.patrol.banner('解放路')],
  ['looking', zh.patrol.bannerLooking('解放路')],
  ['refused', zh.patrol.bannerNoTrack('解放路')],
])('a visit whose way is %s: %s', async (recording, expected) => {
  said.wrongMs.value = null
  said.visit.value = { zoneName: '解放路' }
  said.recording.value = recording
  expect(await text()).toBe(expected)
})
