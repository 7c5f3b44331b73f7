// The map's geometry: a circle in metres, and the box around zones or points. Nothing here knows MapLibre.

import type { ZoneCollection } from '@/api/types'
import type { Point } from '@/place/crs'

/** West, south, east, north. */
export type Box = [number, number, number, number]

const METRES_PER_DEGREE = 111_320
const CORNERS = 64

/** The ground a position's accuracy covers. */
export function circle(centre: Point, radiusM: number): { type: 'Polygon'; coordinates: [number, number][][] } {
  const tall = radiusM / METRES_PER_DEGREE
  const wide = tall / Math.cos((centre.lat * Math.PI) / 180)
  const ring = Array.from({ length: CORNERS + 1 }, (_, corner): [number, number] => {
    const turn = ((corner % CORNERS) / CORNERS) * 2 * Math.PI
    return [centre.lon + wide * Math.cos(turn), centre.lat + tall * Math.sin(turn)]
  })
  return { type: 'Polygon', coordinates: [ring] }
}

export function boxOfPoints(points: Point[]): Box | null {
  let box: Box | null = null
  for (const { lon, lat } of points) box = grown(box, lon, lat)
  return box
}

/** The whole city, as far as it has zones. */
export function boxOfZones(zones: ZoneCollection): Box | null {
  let box: Box | null = null
  for (const zone of zones.features) {
    const numbers = (zone.geometry.coordinates as unknown[]).flat(Infinity) as number[]
    for (let at = 0; at + 1 < numbers.length; at += 2) box = grown(box, numbers[at]!, numbers[at + 1]!)
  }
  return box
}

function grown(box: Box | null, lon: number, lat: number): Box {
  if (!box) return [lon, lat, lon, lat]
  return [Math.min(box[0], lon), Math.min(box[1], lat), Math.max(box[2], lon), Math.max(box[3], lat)]
}
