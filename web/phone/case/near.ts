// Cases round the person: the question to the server, and the answer from what the phone has.

import type { Case } from '@/api/types'
import { metres, type Spot } from '@/place/walk'
import type { Question } from '../offline/work'

export const RADII_M = [300, 1_000, 3_000] as const
export type Radius = (typeof RADII_M)[number]

const METRES_PER_DEGREE = 111_195
/** About 100 m: standing still, or walking a few steps, asks nothing new. */
const GRID = 1_000

export function nearQuestion(here: Spot, radiusM: number, openOnly: boolean): Question {
  const north = radiusM / METRES_PER_DEGREE
  const east = north / Math.cos((here.lat * Math.PI) / 180)
  const down = (degrees: number) => Math.floor(degrees * GRID) / GRID
  const up = (degrees: number) => Math.ceil(degrees * GRID) / GRID
  const bbox = [down(here.lon - east), down(here.lat - north), up(here.lon + east), up(here.lat + north)]
  return {
    bbox: bbox.map((degrees) => degrees.toFixed(3)).join(','),
    sort: '-reported_at',
    ...(openOnly ? { state: 'reported,dispatched,accepted,handled,suspended' } : {}),
  }
}

/** Nearest first; the box the server searched is larger than the circle. */
export function around(cases: readonly Case[], here: Spot, radiusM: number, openOnly: boolean): Case[] {
  return cases
    .filter((one) => !openOnly || (one.state !== 'closed' && one.state !== 'voided'))
    .map((one) => ({ one, far: metres(here, one.position) }))
    .filter(({ far }) => far <= radiusM)
    .sort((a, b) => a.far - b.far || (a.one.id < b.one.id ? -1 : 1))
    .map(({ one }) => one)
}
