// What the clock of a case shows right now, also hours after the phone last heard of it. Deadlines themselves are the
// server's; nothing here computes one.

import type { Case } from '@/api/types'

export type Light = NonNullable<Case['light']>

export type Clock =
  /** Running: so much is left. */
  | { kind: 'left'; ms: number }
  /** Running past the deadline: so much too late. */
  | { kind: 'late'; ms: number }
  /** Handled, and for so long waiting for somebody to look. */
  | { kind: 'waiting'; ms: number; inTime: boolean | null }
  /** Over; kept or missed where that is known. */
  | { kind: 'over'; inTime: boolean | null }
  /** There is none: not dispatched yet, or it stands still. */
  | { kind: 'none' }

export function clockOf(of: Case, now: number): Clock {
  switch (of.state) {
    case 'dispatched':
    case 'accepted': {
      if (!of.deadline_at) return { kind: 'none' }
      const ms = Date.parse(of.deadline_at) - now
      return ms >= 0 ? { kind: 'left', ms } : { kind: 'late', ms: -ms }
    }
    case 'handled':
      return { kind: 'waiting', ms: Math.max(0, now - Date.parse(of.handled_at ?? of.reported_at)), inTime: inTime(of) }
    case 'closed':
      return { kind: 'over', inTime: of.on_time ?? null }
    case 'reported':
    case 'suspended':
    case 'voided':
      return { kind: 'none' }
  }
}

/** The server's light, turned yellow and red here when those instants have passed since. A light never turns back: a phone
 *  whose clock is slow keeps the server's word. */
export function lightOf(of: Case, now: number): Light | null {
  const clock = clockOf(of, now)
  if (clock.kind === 'late') return 'red'
  const turned = clock.kind === 'left' && !!of.yellow_at && now >= from(of.yellow_at)
  return turned && of.light === 'green' ? 'yellow' : (of.light ?? null)
}

/** The server's word: a handled case keeps the light of its handling, and red is past the deadline. */
function inTime({ light }: Case): boolean | null {
  return light ? light !== 'red' : null
}

/** The first whole millisecond that is not before it: the server tells microseconds. */
function from(at: string): number {
  const ms = Date.parse(at)
  return /\.\d{3}0*[1-9]/.test(at) ? ms + 1 : ms
}
