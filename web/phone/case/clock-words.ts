// The clock of a case in words.

import type { Case } from '@/api/types'
import type { Words } from '@/words/zh'
import { clockOf } from './clock'
import type { Saying } from './when'

export function clockWords(of: Case, now: number, say: Saying, w: Words): string {
  const clock = clockOf(of, now)
  switch (clock.kind) {
    case 'left':
      return w.case_.left(say.length(clock.ms))
    case 'late':
      return w.case_.late(say.length(clock.ms))
    case 'waiting':
      return w.case_.waiting(say.length(clock.ms))
    case 'over':
      if (clock.inTime === null) return w.case_.state[of.state]
      return clock.inTime ? w.case_.closedInTime : w.case_.closedLate
    case 'none':
      return of.state in w.case_.noClock ? w.case_.noClock[of.state as keyof Words['case_']['noClock']] : w.case_.state[of.state]
  }
}

/** 35 米, 1.2 公里, 3 公里 */
export function distanceWords(metres: number, w: Words): string {
  // What a phone knows is not worth single metres.
  if (metres < 1_000) return w.case_.distanceM(Math.max(5, Math.round(metres / 5) * 5))
  return w.case_.distanceKm((metres / 1_000).toFixed(metres < 10_000 ? 1 : 0).replace(/\.0$/, ''))
}
