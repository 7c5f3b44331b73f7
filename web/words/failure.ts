// A failure in words for a person: what happened and what helps. The server's own words are taken where it has spoken.

import { NoConnection, Problem, SignedOut, type ProblemBody } from '@/api/problem'
import { useWords } from './words'

export function failureText(fault: unknown): string {
  const w = useWords()
  if (fault instanceof NoConnection) return w.problem.noConnection
  if (fault instanceof SignedOut) return w.problem.signedOut
  if (fault instanceof Problem) return problemText(fault.body)
  return w.problem.unexpected
}

/** Also for what an outbox item was refused with. */
export function problemText(body: ProblemBody): string {
  const w = useWords()
  if (body.code === 'photo_lost') return w.problem.photoLost
  if (body.code === 'photos_not_confirmed') return w.problem.photosNotConfirmed
  if (body.status >= 500 || body.code.startsWith('http_')) {
    return [w.problem.unexpected, body.request_id ? w.problem.requestId(body.request_id) : ''].filter(Boolean).join(' ')
  }
  const fields = (body.errors ?? []).map((error) => error.detail)
  return [body.title, ...(fields.length > 0 ? fields : [body.detail])].filter(Boolean).join(' · ')
}
