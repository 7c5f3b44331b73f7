// Which position a report takes: the phone's, improved while the person is still there, the photo's own, or the pin.

import type { RawPosition } from '@/api/types'
import { toWgs84, type Point } from '@/place/crs'
import type { ReportContent } from '../../db/outbox'
import { positionOf, type Fix } from '../../place/usePosition'

/** An older fix may be from the last street. */
const FRESH_MS = 60_000
/** So long after the picture the person still stands where it was taken. */
const STILL_THERE_MS = 90_000
/** Any position is better than none for a moment; later it would be where the person has gone. */
export const FIRST_WITHIN_MS = 2 * 60_000
/** Closer than this the photo and the phone mean the same place, and the phone's accuracy is known. */
const SAME_PLACE_M = 100
/** Above this a person should look whether the pin is right. */
export const VAGUE_M = 50

export type Place = Pick<ReportContent, 'position' | 'firstSeen'>

export function freshPosition(fix: Fix | null, now: number): RawPosition | null {
  return fix && now - fix.at <= FRESH_MS ? positionOf(fix) : null
}

/** The better one for a report begun at `begunAt`; null: the one it has stays. */
export function improved({ position: present, firstSeen }: Place, fix: Fix | null, begunAt: number): Place | null {
  if (!fix || fix.at < begunAt - FRESH_MS) return null
  if (!present) return fix.at <= begunAt + FIRST_WITHIN_MS ? { position: positionOf(fix) } : null
  if (present.source !== 'device' || fix.at > begunAt + STILL_THERE_MS) return null
  // The first is the one of the picture: compared with the one before, many small steps would lead away from it.
  const first = firstSeen ?? present
  if (accuracy(fix) >= accuracy(present) || !meansTheSame(first, fix)) return null
  return { position: positionOf(fix), firstSeen: first }
}

/** Two fixes of one place differ by no more than both may be wrong; further apart somebody has walked on. */
function meansTheSame(a: RawPosition, b: RawPosition): boolean {
  const withinM = (a.accuracy_m ?? VAGUE_M) + (b.accuracy_m ?? VAGUE_M)
  return metresApart(toWgs84(a, a.crs), toWgs84(b, b.crs)) <= withinM
}

/** A picked photo says where it was taken. Null: what the report has is as good. */
export function ofPhoto(present: RawPosition | null, place: Point | null): RawPosition | null {
  if (!place || present?.source === 'manual' || present?.source === 'exif') return null
  if (present && metresApart(toWgs84(present, present.crs), place) <= SAME_PLACE_M) return null
  return { lon: place.lon, lat: place.lat, crs: 'wgs84', accuracy_m: null, source: 'exif' }
}

export function ofPin({ lon, lat }: Point): RawPosition {
  return { lon, lat, crs: 'wgs84', accuracy_m: null, source: 'manual' }
}

/** Good enough within a city. */
export function metresApart(a: Point, b: Point): number {
  const east = (a.lon - b.lon) * Math.cos((((a.lat + b.lat) / 2) * Math.PI) / 180)
  return Math.hypot(east, a.lat - b.lat) * 111_320
}

function accuracy(position: RawPosition): number {
  return position.accuracy_m ?? Infinity
}
