// Where a report would go, answered on the phone without network: zone and department, with the reason.

import type { CategoryKey, RawPosition } from '@/api/types'
import type { Reference } from '../offline/reference'
import { toWgs84 } from './crs'
import { route, type Routed } from './routing'
import { findZone, type Found } from './zones'

export interface Whereabouts {
  found: Found
  /** Null when the phone does not have the routing table: the server will say. */
  routed: Routed | null
}

export function locate(city: Pick<Reference, 'zones' | 'rules'>, category: CategoryKey | null, position: RawPosition, at: number): Whereabouts {
  const found = findZone(city.zones, toWgs84(position, position.crs), position.accuracy_m ?? null, at)
  const zone = found.match === 'none' ? null : found.zone
  return { found, routed: category && city.rules ? route(city.rules.rules, category, zone) : null }
}
