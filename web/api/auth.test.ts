// The calls around signing in: what the server is told, and when an answer counts as lost.

import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { login, refresh } from './auth'
import { NoConnection } from './problem'

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

/** Its head comes at once, its body never; it breaks off when the caller wants no more of it. */
function stuck(_url: string, sent: RequestInit): Promise<Response> {
  const body = new ReadableStream({
    start: (stream) => sent.signal!.addEventListener('abort', () => stream.error(new Error('aborted'))),
  })
  return Promise.resolve(new Response(body))
}

it('sends a refresh under the key of its exchange', async () => {
  const fetch = vi.fn(async (_url: string, _sent: RequestInit) => Response.json({ access_token: 'a' }))
  vi.stubGlobal('fetch', fetch)
  await refresh('r1', 'k1')
  const [url, sent] = fetch.mock.calls[0]!
  expect(url).toBe('/api/v1/auth/refresh')
  expect(sent.headers).toMatchObject({ 'Idempotency-Key': 'k1' })
  expect(sent.body).toBe('{"refresh_token":"r1"}')
})

it.each([
  ['a refresh', 15_000, () => refresh('r1', 'k1')],
  ['a sign-in', 30_000, () => login('lin', 'word', 'phone', 'zh')],
])('takes the answer to %s for lost when its body stays out for %i ms', async (_what, late, ask) => {
  vi.stubGlobal('fetch', stuck)
  const failed = vi.fn()
  void ask().catch(failed)
  await vi.advanceTimersByTimeAsync(late - 1)
  expect(failed).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(1)
  expect(failed).toHaveBeenCalledWith(expect.any(NoConnection))
})
