// Ordering cases for a person: most urgent first, or nearest first.

import type { Case } from '@/api/types'
import { metres, type Spot } from '@/place/walk'

export type Order = 'deadline' | 'distance'

export function ordered(cases: readonly Case[], order: Order, here: Spot | null): Case[] {
  if (order === 'distance' && here) return byNumber(cases, (one) => metres(here, one.position))
  // What runs by its deadline; what waits to be verified by how long it has waited; the rest by its report.
  return byNumber(cases, (one) => Date.parse(waitsSince(one)))
}

function waitsSince(one: Case): string {
  if (one.state === 'handled') return one.handled_at ?? one.reported_at
  return one.deadline_at ?? one.reported_at
}

/** Stable, and the same order every time for equal ones. */
function byNumber(cases: readonly Case[], number: (one: Case) => number): Case[] {
  return cases
    .map((one) => ({ one, by: number(one) }))
    .sort((a, b) => a.by - b.by || (a.one.id < b.one.id ? -1 : 1))
    .map(({ one }) => one)
}
