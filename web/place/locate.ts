// Where a report would go, answered on the phone without network: zone and department, with the reason.

import type { CategoryKey, Limits, RawPosition, RoutingTable, ZoneCollection } from '@/api/types'
import { toWgs84 } from './crs'
import { route, type Routed } from './routing'
import { findZone, zoneOf, type Found } from './zones'

/** What has to be known of the city. */
export interface Ground {
  zones: ZoneCollection
  /** Null where this person may not read them. */
  rules: RoutingTable | null
  /** Null until they have come. */
  limits: Pick<Limits, 'near'> | null
}

export interface Whereabouts {
  found: Found
  /** Null when the phone does not have the routing table or cannot tell the zone: the server will say. */
  routed: Routed | null
}

export function locate(city: Ground, category: CategoryKey | null, position: RawPosition, at: number): Whereabouts {
  const found = findZone(city.zones, city.limits?.near ?? null, toWgs84(position, position.crs), position.accuracy_m ?? null, at)
  const routed = category && city.rules && found.match !== 'unknown' ? route(city.rules.rules, category, zoneOf(found)) : null
  return { found, routed }
}
