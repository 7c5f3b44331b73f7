// The clock of a case in words.

import type { Case } from '@/api/types'
import type { Saying } from '@/words/when'
import type { Words } from '@/words/zh'
import { clockOf } from './clock'

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
