// Which zone a point lies in, or the one near enough, out of the zones on the phone.

import type { NearLimits, ZoneCollection, ZoneFeature } from '@/api/types'
import type { Point } from './crs'
import { areaCm2, borderDistanceM, boxOf, contains, EARTH_RADIUS_M, polygonsOf, within, type Box } from './shape'

export type Found =
  | { match: 'inside'; zone: ZoneFeature; runnersUp: ZoneFeature[] }
  | { match: 'near'; zone: ZoneFeature; distanceM: number }
  | { match: 'none' }
  /** In none, and the phone does not know yet how far a zone reaches: the server will say. */
  | { match: 'unknown' }

interface Prepared {
  zone: ZoneFeature
  box: Box
  areaCm2: number
  from: number
  to: number
}

/** A zone reaches as far beyond its border as a fix is inexact, within these. */
export type Reach = Pick<NearLimits, 'least_m' | 'most_m'>

/** Measured once for every download and not for every question. */
const prepared = new WeakMap<ZoneCollection, Prepared[]>()

/** `point` in WGS-84, `at` in Unix ms, `near` as the server says it. */
export function findZone(zones: ZoneCollection, near: Reach | null, point: Point, accuracyM: number | null, at: number): Found {
  const valid = preparedOf(zones).filter((one) => one.from <= at && at < one.to)
  const inside = valid.filter((one) => within(one.box, point) && contains(polygonsOf(one.zone), point)).sort(smallerFirst)
  const [best, ...runnersUp] = inside
  if (best) return { match: 'inside', zone: best.zone, runnersUp: runnersUp.map((one) => one.zone) }
  if (!near) return { match: 'unknown' }
  return nearest(valid, point, Math.min(Math.max(accuracyM ?? 0, near.least_m), near.most_m))
}

export function zoneOf(found: Found): ZoneFeature | null {
  return found.match === 'inside' || found.match === 'near' ? found.zone : null
}

function nearest(valid: Prepared[], point: Point, reachM: number): Found {
  const [best] = valid
    .filter((one) => within(wider(one.box, point, reachM), point))
    .map((one) => ({ one, distanceM: borderDistanceM(polygonsOf(one.zone), point) }))
    .filter(({ distanceM }) => distanceM <= reachM)
    .sort((a, b) => a.distanceM - b.distanceM || smallerFirst(a.one, b.one))
  return best ? { match: 'near', zone: best.one.zone, distanceM: best.distanceM } : { match: 'none' }
}

/** The smallest area wins, then the lowest code; the version only keeps the order total. */
function smallerFirst(a: Prepared, b: Prepared): number {
  const [p, q] = [a.zone.properties, b.zone.properties]
  return a.areaCm2 - b.areaCm2 || compareText(p.code, q.code) || p.version - q.version
}

/** By code points, as the server compares, and not by the phone's language. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function preparedOf(zones: ZoneCollection): Prepared[] {
  let list = prepared.get(zones)
  if (!list) {
    list = zones.features.map((zone) => {
      const polygons = polygonsOf(zone)
      const box = boxOf(polygons)
      const { valid_from, valid_to } = zone.properties
      return { zone, box, areaCm2: areaCm2(polygons, box), from: Date.parse(valid_from), to: valid_to ? Date.parse(valid_to) : Infinity }
    })
    prepared.set(zones, list)
  }
  return list
}

/** A hair wider than the reach, so that rounding never drops a zone exactly at its edge. */
function wider(box: Box, point: Point, reachM: number): Box {
  const lat = (reachM / EARTH_RADIUS_M) * (180 / Math.PI) * 1.001
  const lon = lat / Math.max(Math.cos((point.lat * Math.PI) / 180), 1e-6)
  return { west: box.west - lon, south: box.south - lat, east: box.east + lon, north: box.north + lat }
}
