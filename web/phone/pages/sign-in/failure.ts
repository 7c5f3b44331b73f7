// What a failed sign-in means to the person, and where one may go afterwards.

import { NoConnection, Problem } from '@/api/problem'
import { StorageFull } from '@/phone/db/storage'

export type Failure =
  | { kind: 'wrong' | 'disabled' | 'offline' | 'full' }
  /** Until then the server would only refuse again. */
  | { kind: 'limited'; until: number }
  /** With what the server said, if it said something. */
  | { kind: 'other'; detail: string | null }

const DEFAULT_WAIT_S = 60

export function failureOf(fault: unknown, now: number): Failure {
  if (fault instanceof NoConnection) return { kind: 'offline' }
  if (fault instanceof StorageFull) return { kind: 'full' }
  if (!(fault instanceof Problem)) return { kind: 'other', detail: null }
  if (fault.code === 'credentials_wrong') return { kind: 'wrong' }
  if (fault.code === 'account_disabled') return { kind: 'disabled' }
  if (fault.status === 429) return { kind: 'limited', until: now + (fault.retryAfterS ?? DEFAULT_WAIT_S) * 1_000 }
  return { kind: 'other', detail: fault.body.detail }
}

/** Only to a page of ours, never to an address somebody put into a link. */
export function whereTo(next: unknown): string {
  return typeof next === 'string' && /^\/(?![/\\])/.test(next) && !next.startsWith('/sign-in') ? next : '/work'
}
