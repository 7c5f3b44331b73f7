// The area of a zone: whether a point lies in it, how far its border is, how large it is. Measured as server/domain
// measures, so that phone and server answer alike.

import type { ZoneFeature } from '@/api/types'
import type { Point } from './crs'

type LonLat = [number, number]
type Ring = LonLat[]

/** The IUGG mean radius. */
export const EARTH_RADIUS_M = 6_371_008.8
const NORTH_M_PER_DEG = (EARTH_RADIUS_M * Math.PI) / 180

export interface Box {
  west: number
  south: number
  east: number
  north: number
}

export function polygonsOf(zone: ZoneFeature): Ring[][] {
  const { geometry } = zone
  return (geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates) as Ring[][]
}

export function boxOf(polygons: Ring[][]): Box {
  const box = { west: Infinity, south: Infinity, east: -Infinity, north: -Infinity }
  for (const [lon, lat] of polygons.flat(2)) {
    box.west = Math.min(box.west, lon)
    box.east = Math.max(box.east, lon)
    box.south = Math.min(box.south, lat)
    box.north = Math.max(box.north, lat)
  }
  return box
}

export function within(box: Box, point: Point): boolean {
  return point.lon >= box.west && point.lon <= box.east && point.lat >= box.south && point.lat <= box.north
}

/** The border counts as inside, a hole's too. */
export function contains(polygons: Ring[][], point: Point): boolean {
  return polygons.some(([outer, ...holes]) => {
    if (!outer || side(outer, point) === 'outside') return false
    return holes.every((hole) => side(hole, point) !== 'inside')
  })
}

function side(ring: Ring, { lon, lat }: Point): 'inside' | 'border' | 'outside' {
  let inside = false
  for (let at = 0; at + 1 < ring.length; at++) {
    const [ax, ay] = ring[at]!
    const [bx, by] = ring[at + 1]!
    // Which side of the line from a to b; 0 on it.
    const turn = (bx - ax) * (lat - ay) - (by - ay) * (lon - ax)
    const between = lon >= Math.min(ax, bx) && lon <= Math.max(ax, bx) && lat >= Math.min(ay, by) && lat <= Math.max(ay, by)
    if (turn === 0 && between) return 'border'
    if (ay > lat !== by > lat && turn > 0 === by > ay) inside = !inside
  }
  return inside ? 'inside' : 'outside'
}

/** To the nearest point of any border, on the plane that touches the earth at `point`. */
export function borderDistanceM(polygons: Ring[][], point: Point): number {
  const metres = planeAt(point.lon, point.lat)
  let nearest = Infinity
  for (const ring of polygons.flat()) {
    for (let at = 0; at + 1 < ring.length; at++) nearest = Math.min(nearest, fromOriginM(metres(ring[at]!), metres(ring[at + 1]!)))
  }
  return nearest
}

/** Whole square centimetres, around the middle of the box: the same area has the same number wherever its ring begins. */
export function areaCm2(polygons: Ring[][], box: Box): number {
  const metres = planeAt((box.west + box.east) / 2, (box.south + box.north) / 2)
  const area = polygons.reduce((sum, [outer, ...holes]) => {
    const own = Math.abs(ringArea(outer ?? [], metres))
    return sum + holes.reduce((left, hole) => left - Math.abs(ringArea(hole, metres)), own)
  }, 0)
  return Math.round(area * 1e4)
}

function ringArea(ring: Ring, metres: (place: LonLat) => LonLat): number {
  let twice = 0
  const [ox, oy] = ring[0] ? metres(ring[0]) : [0, 0]
  for (let at = 0; at + 1 < ring.length; at++) {
    const [ax, ay] = metres(ring[at]!)
    const [bx, by] = metres(ring[at + 1]!)
    twice += (ax - ox) * (by - oy) - (bx - ox) * (ay - oy)
  }
  return twice / 2
}

function planeAt(lon: number, lat: number): (place: LonLat) => LonLat {
  const eastMPerDeg = NORTH_M_PER_DEG * Math.cos((lat * Math.PI) / 180)
  return ([x, y]) => [(x - lon) * eastMPerDeg, (y - lat) * NORTH_M_PER_DEG]
}

function fromOriginM([sx, sy]: LonLat, [ex, ey]: LonLat): number {
  const [x, y] = [ex - sx, ey - sy]
  const length2 = x * x + y * y
  if (length2 === 0) return Math.hypot(sx, sy)
  const share = Math.min(1, Math.max(0, -(sx * x + sy * y) / length2))
  return Math.hypot(sx + share * x, sy + share * y)
}

/** Along the great circle (haversine). */
export function distanceM(a: Point, b: Point): number {
  const rad = (degrees: number) => (degrees * Math.PI) / 180
  const h = Math.sin(rad(b.lat - a.lat) / 2) ** 2 + Math.cos(rad(a.lat)) * Math.cos(rad(b.lat)) * Math.sin(rad(b.lon - a.lon) / 2) ** 2
  return 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(h)))
}
