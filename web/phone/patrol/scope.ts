// Which zones are in a person's own part of the city. The server decides; the phone only offers no zone it would refuse.

import type { Me, UnitRef, ZoneFeature } from '@/api/types'

/** The unit whose zones these are; null: the whole city, or it is not known. */
export function ownPart(me: Pick<Me, 'scope'> | null): UnitRef | null {
  return me?.scope?.whole_city === false ? (me.scope.unit ?? null) : null
}

/** A zone lies in its street office's part and in its district's. */
export function isWithin({ properties }: ZoneFeature, part: UnitRef | null): boolean {
  return part === null || properties.street.id === part.id || properties.district.id === part.id
}
