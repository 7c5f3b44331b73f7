// What was found during a visit: the reports made meanwhile that lie in its zone, by the phone's own count. The server
// counts for itself.

import { toWgs84 } from '@/place/crs'
import { findZone, zoneOf } from '@/place/zones'
import type { OutboxItem } from '../db/outbox'
import type { VisitRow } from '../db/user'
import type { Reference } from '../offline/reference'

export function findings(visit: VisitRow, items: OutboxItem[], city: Pick<Reference, 'zones' | 'limits'> | null): number {
  const startedAt = Date.parse(visit.startedAt)
  return items.filter((item) => {
    if (item.kind !== 'report' || item.state === 'draft') return false
    const { capturedAt, position } = item.report
    if (Date.parse(capturedAt) < startedAt || !position) return false
    if (!city) return true
    const found = findZone(city.zones, city.limits?.near ?? null, toWgs84(position, position.crs), position.accuracy_m ?? null, Date.parse(capturedAt))
    return zoneOf(found)?.properties.code === visit.zoneCode
  }).length
}
