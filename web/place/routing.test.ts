// @vitest-environment node
// Which rule wins: place, category, explicit order, then kind and scheme; and when a dispatcher has to decide.

import { expect, it } from 'vitest'
import type { RoutingRule, UnitRef, ZoneFeature } from '@/api/types'
import { route } from './routing'

const unit = (code: string): UnitRef => ({ id: code, code, name: code })
const category = { scheme: 'event', code: '02-01' }
const zone = { properties: { code: 'z1', kind: 'market', street: unit('street'), district: unit('district') } } as ZoneFeature

let number = 0
function rule(department: string, more: Partial<RoutingRule> = {}): RoutingRule {
  number++
  return { id: `id-${number}`, number, scheme: 'event', category_prefix: '', district: null, street: null, zone: null, zone_kind: null, department: unit(department), priority: 0, ...more }
}

// Each one beats all that follow.
const ladder = [
  rule('zone', { zone: 'z1' }),
  rule('street', { street: unit('street') }),
  rule('kind in district', { district: unit('district'), zone_kind: 'market' }),
  rule('district', { district: unit('district') }),
  rule('long prefix of kind', { category_prefix: '02-01', zone_kind: 'market' }),
  rule('long prefix', { category_prefix: '02-01' }),
  rule('long prefix of any scheme', { scheme: '', category_prefix: '02-01' }),
  rule('short prefix', { category_prefix: '02' }),
  rule('priority', { priority: 5 }),
  rule('kind of any scheme', { scheme: '', zone_kind: 'market' }),
  rule('scheme'),
  rule('any scheme', { scheme: '' }),
]

it.each(ladder.map((winner, at) => [winner.department.name, at] as const))('%s wins over all below it', (name, at) => {
  const routed = route([...ladder.slice(at)].reverse(), category, zone)
  expect(routed).toMatchObject({ kind: 'owned', department: { name } })
  expect(routed.kind === 'owned' && routed.overruled.map((one) => one.department.name)).toEqual(ladder.slice(at + 1).map((one) => one.department.name))
})

it('rules for elsewhere or other categories do not count', () => {
  const others = [
    rule('a', { zone: 'z2' }),
    rule('b', { street: unit('other') }),
    rule('c', { district: unit('other') }),
    rule('d', { zone_kind: 'park' }),
    rule('e', { category_prefix: '03' }),
    rule('f', { scheme: 'part' }),
  ]
  expect(route(others, category, zone)).toEqual({ kind: 'unowned', reason: 'no_rule', candidates: [] })
})

it('equal rules that agree are no conflict; those that do not are a dispatcher’s', () => {
  const [first, second, third] = [rule('a', { zone: 'z1' }), rule('a', { zone: 'z1' }), rule('b', { zone: 'z1' })]
  expect(route([second, first], category, zone)).toMatchObject({ kind: 'owned', rule: { number: first.number } })
  const torn = route([third, first, second], category, zone)
  expect(torn.kind === 'ambiguous' && torn.candidates.map((one) => one.number)).toEqual([first.number, second.number, third.number])
})

it('without a zone nobody is given the case, but the general rules are shown', () => {
  const everywhere = rule('everywhere')
  const routed = route([...ladder, everywhere], category, null)
  expect(routed).toMatchObject({ kind: 'unowned', reason: 'no_zone' })
  const shown = routed.kind === 'unowned' && routed.candidates.map((one) => one.department.name)
  expect(shown).toEqual(['long prefix', 'long prefix of any scheme', 'short prefix', 'priority', 'scheme', 'everywhere', 'any scheme'])
})
