// Starting a visit: the campaigns are as new as they can be, and what is said of the place is what is known of it.

import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createApp, nextTick, shallowRef, type App } from 'vue'
import type { Campaign, Me, ZoneFeature } from '@/api/types'
import type { Reference, ReferenceStore } from '@/phone/offline/reference'
import type { Fix } from '@/phone/place/usePosition'
import { zh } from '@/words/zh'
import StartCard from './StartCard.vue'

const fix = shallowRef<Fix | null>(null)
let reference: ReferenceStore & { city: { value: Reference | null } }
/** What the server would answer; null without network. */
let server: Reference | null

let me: Pick<Me, 'scope'> | null = null
vi.mock('@/phone/session', () => ({ useSession: () => ({ me, here: () => ({ db: {}, reference }) }) }))
vi.mock('@/phone/place/usePosition', () => ({ usePosition: () => ({ fix, state: shallowRef('watching'), start: () => {}, stop: () => {} }) }))

const startVisit = vi.hoisted(() => vi.fn())
vi.mock('@/phone/patrol/visit', () => ({ AlreadyVisiting: class extends Error {}, startVisit }))

const ZONE = { properties: { id: 'z', code: 'jiefang', name: '解放路', kind: 'street', unit: { name: '城管局' }, street: { id: 'gulou', name: '鼓楼街道' }, district: { id: 'qinglan', name: '青岚区' }, valid_from: '2025-01-01T00:00:00Z', valid_to: null } } as ZoneFeature
const running = (id: string): Campaign => ({ id, name: id, to: new Date(Date.now() + 60_000).toISOString() }) as Campaign
const aCity = (more: Partial<Reference> = {}): Reference => ({
  zones: { type: 'FeatureCollection', features: [] } as unknown as Reference['zones'],
  categories: [], units: [], rules: null, limits: null, campaigns: [running('old')], fetchedAt: Date.now(), ...more,
})

let app: App
let root: HTMLElement

async function show(kept: Reference, zoneCode: string | null = null): Promise<void> {
  const city = shallowRef<Reference | null>(kept)
  const refresh = async () => {
    if (server) city.value = server
  }
  reference = { city, refreshing: shallowRef(false), refresh, loaded: Promise.resolve() }
  root = document.createElement('div')
  document.body.append(root)
  app = createApp(StartCard, { zoneCode })
  app.mount(root)
  await settled()
}

async function settled(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve))
  await nextTick()
}

const campaigns = () => [...root.querySelectorAll('label:last-of-type option')].map((one) => one.textContent)
const ofCampaigns = () => [...root.querySelectorAll('select')].at(-1)!

beforeEach(() => {
  fix.value = null
  server = null
  me = null
  startVisit.mockReset()
})
afterEach(() => app.unmount())

it('asks for the campaigns however new the kept ones are', async () => {
  server = aCity({ campaigns: [running('new')] })
  await show(aCity())
  expect(campaigns()).toEqual([zh.patrol.noCampaign, 'new'])
})

it('offers the kept ones without network', async () => {
  await show(aCity())
  expect(campaigns()).toEqual([zh.patrol.noCampaign, 'old'])
})

it('starts a visit of none when the chosen one has ended', async () => {
  const zones = { type: 'FeatureCollection', features: [ZONE] } as Reference['zones']
  await show(aCity({ zones }), 'jiefang')
  ofCampaigns().value = 'old'
  ofCampaigns().dispatchEvent(new Event('change'))
  server = aCity({ zones, campaigns: [running('new')] })
  await reference.refresh()
  await settled()
  root.querySelector<HTMLButtonElement>('.primary-action')!.click()
  expect(startVisit).toHaveBeenCalledWith(expect.anything(), expect.objectContaining({ zoneCode: 'jiefang', campaignId: null }))
})

it.each([
  ['it cannot tell the zone while it does not know how far one reaches', null, zh.patrol.zoneUnsure],
  ['the place is in no zone', { near: { least_m: 30, most_m: 50, duplicate_m: 50 } } as Reference['limits'], zh.patrol.notInZone],
])('says that %s', async (_, limits, said) => {
  fix.value = { lon: 105.7, lat: 34.5, crs: 'wgs84', accuracy_m: 8, source: 'device', at: Date.now() }
  await show(aCity({ limits }))
  expect(root.querySelector('.zone .what')?.textContent?.trim()).toBe(said)
})

const district = (id: string, name: string): Pick<Me, 'scope'> => ({ scope: { whole_city: false, unit: { id, code: id, name } } })

it('offers no visit outside one’s own part of the city, and says why', async () => {
  me = district('linxi', '临溪区')
  const zones = { type: 'FeatureCollection', features: [ZONE] } as Reference['zones']
  await show(aCity({ zones }), 'jiefang')
  expect(root.querySelector('.zone .what')?.textContent?.trim()).toBe(zh.patrol.notMine('解放路', '临溪区'))
  expect(root.querySelector<HTMLButtonElement>('.primary-action')!.disabled).toBe(true)
})

it.each([
  ['its district', district('qinglan', '青岚区')],
  ['its street office', district('gulou', '鼓楼街道')],
  ['the whole city', { scope: { whole_city: true, unit: null } }],
  // The server will say.
  ['what the phone does not know', null],
])('offers the zone to those of %s', async (_, who) => {
  me = who
  const zones = { type: 'FeatureCollection', features: [ZONE] } as Reference['zones']
  await show(aCity({ zones }), 'jiefang')
  root.querySelector<HTMLButtonElement>('.primary-action')!.click()
  expect(startVisit).toHaveBeenCalledWith(expect.anything(), expect.objectContaining({ zoneCode: 'jiefang' }))
})
