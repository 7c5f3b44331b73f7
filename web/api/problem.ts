// The ways a call can fail, told apart: the server refused it, it could not be reached, or nobody is signed in.

import type { components } from './schema'

export type ProblemBody = components['schemas']['Problem']
export type FieldError = components['schemas']['FieldError']

/** The server's refusal. `code` is the contract; title and detail are for people, in their language. */
export class Problem extends Error {
  override readonly name = 'Problem'

  constructor(readonly body: ProblemBody) {
    super(`${body.status} ${body.code}: ${body.detail}`)
  }

  get code(): string {
    return this.body.code
  }

  get status(): number {
    return this.body.status
  }

  get retryAfterS(): number | null {
    return this.body.retry_after_s ?? null
  }
}

/** No answer came: no network, a broken connection, or far too late. Whether the server acted is unknown. */
export class NoConnection extends Error {
  override readonly name = 'NoConnection'
}

/** There is no session, or the server has ended it. Signing in again mends it. */
export class SignedOut extends Error {
  override readonly name = 'SignedOut'
}

/** What came back as a failure. Something between us and the server may answer without a body of ours. */
export function problemOf(status: number, body: unknown, retryAfter: string | null): Problem {
  const seconds = retryAfterSeconds(retryAfter)
  if (isProblemBody(body)) return new Problem(seconds === null ? body : { retry_after_s: seconds, ...body })
  return new Problem({
    type: 'about:blank',
    code: `http_${status}`,
    title: `HTTP ${status}`,
    detail: `HTTP ${status}`,
    status,
    ...(seconds === null ? {} : { retry_after_s: seconds }),
  })
}

function isProblemBody(body: unknown): body is ProblemBody {
  return typeof body === 'object' && body !== null && 'code' in body && 'status' in body && 'detail' in body
}

/** Whole seconds, or a date as proxies write it. */
export function retryAfterSeconds(header: string | null, now = Date.now()): number | null {
  if (header === null || header.trim() === '') return null
  const seconds = Number(header)
  if (Number.isFinite(seconds)) return Math.max(0, seconds)
  const at = Date.parse(header)
  return Number.isNaN(at) ? null : Math.max(0, Math.ceil((at - now) / 1000))
}
