// Zones of one's own part only, as the server holds it: by street office or by district, and all where the part is the city.

import { expect, it } from 'vitest'
import type { Me, ZoneFeature } from '@/api/types'
import { isWithin, ownPart } from './scope'

const unit = (id: string) => ({ id, code: id, name: id })
const zone = { properties: { street: unit('gulou'), district: unit('qinglan') } } as ZoneFeature
const me = (scope: Me['scope']) => ({ scope })

it.each([
  ['the whole city', me({ whole_city: true, unit: null }), true],
  ['its district', me({ whole_city: false, unit: unit('qinglan') }), true],
  ['its street office', me({ whole_city: false, unit: unit('gulou') }), true],
  ['another district', me({ whole_city: false, unit: unit('linxi') }), false],
  // Kept by an older app, or nobody: the server will say.
  ['nothing the phone knows of', null, true],
])('of %s: %j', (_, person, is) => {
  expect(isWithin(zone, ownPart(person))).toBe(is)
})
