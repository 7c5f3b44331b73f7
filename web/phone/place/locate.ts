// Where a report would go, answered on the phone without network: zone and department, with the reason.

import type { CategoryKey, Limits, RawPosition } from '@/api/types'
import type { Reference } from '../offline/reference'
import { toWgs84 } from './crs'
import { route, type Routed } from './routing'
import { findZone, zoneOf, type Found } from './zones'

/** All that is asked of the limits here. */
export type Near = Pick<Limits, 'near'>

export interface Whereabouts {
  found: Found
  /** Null when the phone does not have the routing table or cannot tell the zone: the server will say. */
  routed: Routed | null
}

export function locate(city: Pick<Reference, 'zones' | 'rules'> & { limits: Near | null }, category: CategoryKey | null, position: RawPosition, at: number): Whereabouts {
  const found = findZone(city.zones, city.limits?.near ?? null, toWgs84(position, position.crs), position.accuracy_m ?? null, at)
  const routed = category && city.rules && found.match !== 'unknown' ? route(city.rules.rules, category, zoneOf(found)) : null
  return { found, routed }
}
