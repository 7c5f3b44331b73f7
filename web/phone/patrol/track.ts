// The way walked during a visit: which positions are worth keeping, how long it is, and how it stays small enough to
// send. Everything is WGS-84; when recording happens is `recorder`'s business.

import { distanceM } from '@/place/shape'

/** Longitude, latitude, milliseconds since 1970. */
export type TrackPoint = [number, number, number]

export interface Fix {
  lon: number
  lat: number
  accuracyM: number | null
  at: number
}

/** The server takes 5000; half is left when a track is thinned out. */
export const MOST_POINTS = 4_000

/** Worse than this, and the person may as well be in the next street. */
const WORST_ACCURACY_M = 50
/** Nobody walks a shorter way in the five seconds between two positions; a phone lying still seems to. */
const SHORTEST_LEG_M = 10
/** Standing still is worth a point now and then: it shows that somebody stayed. */
const STANDING_MS = 2 * 60_000

export interface Track {
  points: TrackPoint[]
  distanceM: number
}

/** The track with this position in it, or the very same track when the position adds nothing. */
export function extended(track: Track, fix: Fix): Track {
  if (fix.accuracyM === null || fix.accuracyM > WORST_ACCURACY_M) return track
  const point: TrackPoint = [round(fix.lon), round(fix.lat), Math.round(fix.at)]
  const last = track.points[track.points.length - 1]
  if (!last) return { points: [point], distanceM: track.distanceM }
  if (point[2] <= last[2]) return track
  const legM = distanceM(place(last), place(point))
  const walked = legM >= Math.max(SHORTEST_LEG_M, fix.accuracyM)
  if (!walked && point[2] - last[2] < STANDING_MS) return track
  return { points: thinned([...track.points, point]), distanceM: track.distanceM + (walked ? legM : 0) }
}

/**
 * A phone's clock may be put right in the middle of a visit, so that points seem to lie before its start or after its
 * end. The server takes no such track; the way was walked all the same.
 */
export function within(points: TrackPoint[], startedAt: number, endedAt: number): TrackPoint[] {
  return points.map(([lon, lat, at]) => [lon, lat, Math.min(Math.max(at, startedAt), endedAt)])
}

/** Every second point goes when there are too many; the first and the last always stay. */
export function thinned(points: TrackPoint[], most = MOST_POINTS): TrackPoint[] {
  if (points.length <= most) return points
  return points.filter((_, index) => index % 2 === 0 || index === points.length - 1)
}

const place = ([lon, lat]: TrackPoint) => ({ lon, lat })

/** Seven decimals, about a centimetre. */
function round(degrees: number): number {
  return Math.round(degrees * 1e7) / 1e7
}
