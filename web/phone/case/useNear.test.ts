// Where more cases lie round the person than a list holds, the circle is made smaller instead of leaving out old ones in it.

import { beforeEach, expect, it, vi } from 'vitest'
import { nextTick, ref } from 'vue'
import { aCase } from '@/api/sample'
import { metres } from '@/place/walk'
import { aPerson, inScope } from './testing'
import { useNear } from './useNear'

const HERE = { lon: 105.7234, lat: 34.5806 }

let person = aPerson()
vi.mock('@/phone/session', () => ({ useSession: () => ({ here: () => person }) }))
vi.mock('vue', async (load) => ({ ...(await load<typeof import('vue')>()), onMounted: () => undefined, onBeforeUnmount: () => undefined }))

beforeEach(() => {
  person = aPerson()
})

/** The cases lie on a spiral, evenly; the newest are the furthest. */
function city(n: number, outM: number) {
  const all = Array.from({ length: n }, (_, i) => {
    const [angle, far] = [i * 2.4, (outM * Math.sqrt(i + 1)) / Math.sqrt(n) / 111_195]
    const position = { ...aCase().position, lon: HERE.lon + (far * Math.cos(angle)) / Math.cos((HERE.lat * Math.PI) / 180), lat: HERE.lat + far * Math.sin(angle) }
    return aCase({ id: `case-${String(i).padStart(4, '0')}`, position })
  })
  const within = (bbox: string) => {
    const [w, s, e, north] = bbox.split(',').map(Number) as [number, number, number, number]
    return all.filter(({ position: { lon, lat } }) => lon >= w && lon <= e && lat >= s && lat <= north).reverse()
  }
  person.client.get = (async (path: string, { query }: { query: { bbox: string; limit: number; cursor?: string } }) => {
    const found = within(query.bbox)
    if (path.endsWith('/counts')) return { total: found.length, by_state: {}, by_light: { green: 0, yellow: 0, red: 0 } }
    const from = Number(query.cursor ?? 0)
    const to = from + query.limit
    return { items: found.slice(from, to), next_cursor: to < found.length ? String(to) : null }
  }) as never
  return all
}

const open = (radiusM = ref(3_000)) => inScope(() => useNear({ centre: () => HERE, radiusM: () => radiusM.value, openOnly: () => true })).used

it('has every case of the circle, not only the newest hundred', async () => {
  city(450, 2_000)
  const near = open()
  await vi.waitFor(() => expect(near.list.value.cases).toHaveLength(450), { timeout: 15_000 })
  expect([near.isCut.value, near.reachM.value]).toEqual([false, 3_000])
})

it('draws a smaller circle where there are too many, and has all of that one', async () => {
  const all = city(3_000, 3_000)
  const radius = ref(3_000)
  const near = open(radius)
  await vi.waitFor(() => {
    expect(near.isCut.value).toBe(true)
    const wanted = all.filter((one) => metres(HERE, one.position) <= near.reachM.value).map((one) => one.id)
    expect(wanted.length).toBeGreaterThan(200)
    const there = new Set(near.list.value.cases.map((one) => one.id))
    expect(wanted.filter((id) => !there.has(id))).toEqual([])
  }, 10_000)
  radius.value = 300
  await nextTick()
  expect(near.isCut.value).toBe(false)
})
