// What is near by: everything within the circle is in the box that is asked for, and nothing beyond it is shown.

import { describe, expect, it } from 'vitest'
import { aCase } from '@/api/sample'
import { metres } from '@/place/walk'
import { around, nearQuestion } from './near'

const here = { lon: 105.7234, lat: 34.5806 }
const at = (lon: number, lat: number) => ({ ...aCase().position, lon, lat })

describe('the box asked for', () => {
  it('holds the circle', () => {
    const [west, south, east, north] = nearQuestion(here, 1_000, false).bbox!.split(',').map(Number) as [number, number, number, number]
    expect(metres(here, { lon: west, lat: here.lat })).toBeGreaterThanOrEqual(1_000)
    expect(metres(here, { lon: east, lat: here.lat })).toBeGreaterThanOrEqual(1_000)
    expect(metres(here, { lon: here.lon, lat: south })).toBeGreaterThanOrEqual(1_000)
    expect(metres(here, { lon: here.lon, lat: north })).toBeGreaterThanOrEqual(1_000)
    expect(metres(here, { lon: east, lat: here.lat })).toBeLessThan(1_200)
  })

  it('stays the same for a few steps', () => {
    expect(nearQuestion({ lon: 105.72341, lat: 34.58061 }, 300, true)).toEqual(nearQuestion({ lon: 105.72342, lat: 34.58062 }, 300, true))
  })
})

describe('what is shown', () => {
  const next = aCase({ id: 'next', position: at(105.7236, 34.5806) })
  const far = aCase({ id: 'far', position: at(105.7254, 34.5806) })
  const beyond = aCase({ id: 'beyond', position: at(105.7334, 34.5806) })
  const closed = aCase({ id: 'closed', state: 'closed', position: at(105.7235, 34.5806) })

  it('lies within the circle, the nearest first', () => {
    expect(around([beyond, far, next, closed], here, 300, false).map((one) => one.id)).toEqual(['closed', 'next', 'far'])
  })

  it('is open where that is wanted', () => {
    expect(around([far, next, closed], here, 300, true).map((one) => one.id)).toEqual(['next', 'far'])
  })
})
