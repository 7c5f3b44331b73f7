// The zones one may start a visit in: those in force and in one's own part of the city, found by name, nearest first.

import type { UnitRef, ZoneCollection, ZoneFeature } from '@/api/types'
import type { Point } from '@/place/crs'
import { borderDistanceM, contains, polygonsOf } from '@/place/shape'
import { compareText } from '@/place/zones'
import { isWithin } from './scope'

export interface NearZone {
  zone: ZoneFeature
  /** 0 inside; null without a position. */
  distanceM: number | null
}

export function zoneList(zones: ZoneCollection, part: UnitRef | null, search: string, here: Point | null, at: number): NearZone[] {
  const wanted = search.trim().toLowerCase()
  return zones.features
    .filter((zone) => inForce(zone, at) && isWithin(zone, part) && (wanted === '' || said(zone).some((text) => text.toLowerCase().includes(wanted))))
    .map((zone) => ({ zone, distanceM: here && distanceTo(zone, here) }))
    .sort((a, b) => (a.distanceM ?? 0) - (b.distanceM ?? 0) || compareText(a.zone.properties.code, b.zone.properties.code))
}

function inForce({ properties }: ZoneFeature, at: number): boolean {
  return Date.parse(properties.valid_from) <= at && (!properties.valid_to || at < Date.parse(properties.valid_to))
}

function said({ properties }: ZoneFeature): string[] {
  return [properties.name, properties.code, properties.street.name, properties.unit.name]
}

function distanceTo(zone: ZoneFeature, here: Point): number {
  const polygons = polygonsOf(zone)
  return contains(polygons, here) ? 0 : borderDistanceM(polygons, here)
}
