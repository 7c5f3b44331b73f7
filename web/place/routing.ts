// Which department must act: the routing table by category and zone, with the order in which rules win.

import type { CategoryKey, RoutingRule, UnitRef, ZoneFeature } from '@/api/types'
import { compareText } from './zones'

export type Routed =
  | { kind: 'owned'; department: UnitRef; rule: RoutingRule; overruled: RoutingRule[] }
  /** Equally good rules name different departments: a dispatcher decides. */
  | { kind: 'ambiguous'; candidates: RoutingRule[] }
  /** A dispatcher decides, too. */
  | { kind: 'unowned'; reason: 'no_zone' | 'no_rule'; candidates: RoutingRule[] }

/** Without a zone nobody is given the case, however general a rule may be. */
export function route(rules: RoutingRule[], category: CategoryKey, zone: ZoneFeature | null): Routed {
  const ofCategory = rules.filter((rule) => fitsCategory(rule, category)).sort(byPrecedence)
  if (zone) return bestOf(ofCategory.filter((rule) => fitsZone(rule, zone)))
  return { kind: 'unowned', reason: 'no_zone', candidates: ofCategory.filter(fitsEverywhere) }
}

/** `fitting` in order of precedence. Rules that are equal in it and agree are no conflict. */
function bestOf(fitting: RoutingRule[]): Routed {
  const [first, ...overruled] = fitting
  if (!first) return { kind: 'unowned', reason: 'no_rule', candidates: [] }
  const equals = fitting.filter((rule) => comparePrecedence(rule, first) === 0)
  if (equals.every((rule) => rule.department.id === first.department.id)) return { kind: 'owned', department: first.department, rule: first, overruled }
  return { kind: 'ambiguous', candidates: equals }
}

function fitsCategory(rule: RoutingRule, category: CategoryKey): boolean {
  return (rule.scheme === '' || rule.scheme === category.scheme) && category.code.startsWith(rule.category_prefix)
}

function fitsZone(rule: RoutingRule, { properties: zone }: ZoneFeature): boolean {
  return (
    (!rule.district || rule.district.id === zone.district.id) &&
    (!rule.street || rule.street.id === zone.street.id) &&
    (!rule.zone_kind || rule.zone_kind === zone.kind) &&
    (!rule.zone || rule.zone === zone.code)
  )
}

function fitsEverywhere(rule: RoutingRule): boolean {
  return !rule.district && !rule.street && !rule.zone_kind && !rule.zone
}

/**
 * The smallest wins: 1. the narrowest place named: zone, street, district, everywhere; 2. the longer category prefix;
 * 3. the explicit order; 4. a kind of zone rather than all kinds, then a scheme rather than any.
 */
function precedence(rule: RoutingRule): number[] {
  const place = rule.zone ? 0 : rule.street ? 1 : rule.district ? 2 : 3
  return [place, -rule.category_prefix.length, -rule.priority, rule.zone_kind ? 0 : 1, rule.scheme === '' ? 1 : 0]
}

function comparePrecedence(a: RoutingRule, b: RoutingRule): number {
  const [p, q] = [precedence(a), precedence(b)]
  const at = p.findIndex((value, index) => value !== q[index])
  return at === -1 ? 0 : p[at]! - q[at]!
}

/** Number and id only keep the answer from depending on the order the rules came in. */
function byPrecedence(a: RoutingRule, b: RoutingRule): number {
  return comparePrecedence(a, b) || a.number - b.number || compareText(a.id, b.id)
}
