// What a failure means for an item: one place that decides between waiting, refusal, conflict and signing in.

import { NoConnection, Problem, SignedOut, type ProblemBody } from '@/api/problem'
import type { OutboxItem } from '../../db/outbox'

export type Verdict =
  /** The item waits; others may go on. */
  | { kind: 'later'; nothingDone: boolean }
  /** As many reports or photos as the city allows have gone in: reports wait, for so long; everything else goes on. */
  | { kind: 'reports-wait'; waitMs: number; problem: ProblemBody }
  /** The same of anything else: it waits by itself, and nothing beside it. */
  | { kind: 'item-waits'; waitMs: number; problem: ProblemBody }
  /** Everything waits: the server is not reached, or asks for patience. */
  | { kind: 'pause'; reason: 'network' | 'server'; waitMs: number | null; nothingDone: boolean }
  | { kind: 'sign-in' }
  | { kind: 'refused'; problem: ProblemBody }
  | { kind: 'conflict'; problem: ProblemBody }
  /** The person took it back while it was under way. */
  | { kind: 'cancelled' }

/** The person took it back, or it is somebody else's turn. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled'
}

/** What the phone itself finds wrong, in the shape of the server's refusals. The words are in words/problem. */
export class LocalFault extends Error {
  constructor(readonly code: 'photo_lost' | 'photos_not_confirmed') {
    super(code)
  }
}

/** These mend themselves when the photo is sent once more; only a stubborn one is a refusal. */
const MENDED_BY_SENDING_AGAIN = ['photo_missing', 'photo_hash_mismatch', 'photo_truncated']
const STUBBORN_AFTER = 4

export function verdict(fault: unknown, item: OutboxItem): Verdict {
  if (fault instanceof Cancelled) return { kind: 'cancelled' }
  if (fault instanceof SignedOut) return { kind: 'sign-in' }
  if (fault instanceof NoConnection) return { kind: 'pause', reason: 'network', waitMs: null, nothingDone: false }
  if (fault instanceof LocalFault) return local(fault, item)
  if (fault instanceof Problem) return ofProblem(fault, item)
  // A fault of ours or of the browser's storage: never a reason to lose or to refuse.
  return { kind: 'later', nothingDone: false }
}

function ofProblem(problem: Problem, item: OutboxItem): Verdict {
  const { status, code, body } = problem
  // Signed in only to choose another password: nothing is refused, it waits until that is done.
  if (status === 401 || code === 'password_change_required') return { kind: 'sign-in' }
  if (status === 429 || status === 503) {
    const waitMs = problem.retryAfterS === null ? null : problem.retryAfterS * 1_000
    // Photos may be used up for a day; what needs none must not wait with those that do.
    if (status === 429 && waitMs !== null) return { kind: item.kind === 'report' ? 'reports-wait' : 'item-waits', waitMs, problem: body }
    // A database that broke off while it was saving may have saved all the same.
    return { kind: 'pause', reason: 'server', waitMs, nothingDone: code !== 'storage_unavailable' }
  }
  if (status >= 500 || status === 408 || status === 425) return { kind: 'later', nothingDone: false }
  if (MENDED_BY_SENDING_AGAIN.includes(code) && item.attempts < STUBBORN_AFTER) return { kind: 'later', nothingDone: true }
  // A portal that wants a log-in, or a proxy's own page, is not the server's word.
  if (code === `http_${status}`) return { kind: 'later', nothingDone: false }
  if (item.kind === 'action' && (code === 'version_conflict' || code === 'action_not_allowed')) return { kind: 'conflict', problem: body }
  return { kind: 'refused', problem: body }
}

function local(fault: LocalFault, item: OutboxItem): Verdict {
  if (fault.code === 'photos_not_confirmed' && item.attempts < STUBBORN_AFTER) return { kind: 'later', nothingDone: false }
  return { kind: 'refused', problem: { type: 'about:blank', code: fault.code, title: fault.code, detail: '', status: 0 } }
}
