// @vitest-environment node
// What the client makes of answers, of none, and of an expired token.

import { describe, expect, it, vi } from 'vitest'
import { address, createClient, type Tokens } from './client'
import { NoConnection, Problem, retryAfterSeconds, SignedOut } from './problem'

const tokens = (): Tokens & { renewed: string[] } => {
  let token = 'old'
  const renewed: string[] = []
  return {
    renewed,
    access: async () => token,
    renew: async (expired) => {
      renewed.push(expired)
      return (token = 'new')
    },
  }
}

function clientWith(fetch: (url: string, init: RequestInit) => Promise<Response>, with_ = tokens()) {
  return createClient({ tokens: with_, language: () => 'en', fetch: (input, init) => fetch(String(input), init ?? {}) })
}

const sent = (init: RequestInit) => new Headers(init.headers).get('Authorization')

it('says who asks, in which language, and fills the address', async () => {
  const fetch = vi.fn(async (_url: string, _init: RequestInit) => Response.json({ items: [], next_cursor: null }))
  await clientWith(fetch).get('/api/v1/cases', { query: { state: 'handled', limit: 20, q: '解放路 & co' } })
  const [url, init] = fetch.mock.calls[0]!
  expect(url).toBe('/api/v1/cases?state=handled&limit=20&q=%E8%A7%A3%E6%94%BE%E8%B7%AF+%26+co')
  expect(sent(init)).toBe('Bearer old')
  expect(new Headers(init.headers).get('Accept-Language')).toBe('en')
})

it('leaves out what is not asked', () => {
  expect(address('/x/{id}/y', { id: 'a/b' }, { one: undefined, two: null, three: false })).toBe('/x/a%2Fb/y?three=false')
})

describe('an expired token', () => {
  it('is renewed once and the call made again', async () => {
    const with_ = tokens()
    const client = clientWith(async (_, init) => (sent(init) === 'Bearer new' ? Response.json({ id: 1 }) : new Response(null, { status: 401 })), with_)
    expect(await client.get('/api/v1/me', {})).toEqual({ id: 1 })
    expect(with_.renewed).toEqual(['old'])
  })

  it('that is refused afresh is a problem, and not an endless loop', async () => {
    const fetch = vi.fn(async () => Response.json({ code: 'unauthenticated', status: 401, detail: '' }, { status: 401 }))
    await expect(clientWith(fetch).get('/api/v1/me', {})).rejects.toMatchObject({ status: 401 })
    expect(fetch).toHaveBeenCalledTimes(2)
  })

  it('that nobody has means signed out, without a call', async () => {
    const fetch = vi.fn(async () => Response.json({}))
    const nobody: Tokens = { access: async () => null, renew: async () => 'x' }
    const client = createClient({ tokens: nobody, language: () => 'zh', fetch })
    await expect(client.get('/api/v1/me', {})).rejects.toBeInstanceOf(SignedOut)
    expect(fetch).not.toHaveBeenCalled()
  })
})

describe('failures', () => {
  it('of the server keep its code, pointers and patience', async () => {
    const body = { type: '/errors/rate_limited', code: 'rate_limited', title: 't', status: 429, detail: 'd', errors: [{ pointer: '/a', code: 'b', detail: 'c' }] }
    const client = clientWith(async () => Response.json(body, { status: 429, headers: { 'Retry-After': '9' } }))
    const fault = await client.get('/api/v1/me', {}).catch((caught: unknown) => caught)
    expect(fault).toBeInstanceOf(Problem)
    expect(fault).toMatchObject({ code: 'rate_limited', retryAfterS: 9, body: { errors: [{ pointer: '/a' }] } })
  })

  it('of something in between get a code of their own', async () => {
    const client = clientWith(async () => new Response('<h1>Bad gateway</h1>', { status: 502 }))
    await expect(client.get('/api/v1/me', {})).rejects.toMatchObject({ code: 'http_502', status: 502 })
  })

  it.each([
    ['no answer', async () => Promise.reject(new TypeError('fetch failed'))],
    ['a page that is not ours', async () => new Response('<h1>Please sign in to the Wi-Fi</h1>')],
    ['an answer that breaks off', async () => new Response(new ReadableStream({ pull: (to) => to.error(new Error('reset')) }))],
  ])('to connect are one kind: %s', async (_, fetch) => {
    await expect(clientWith(fetch).get('/api/v1/me', {})).rejects.toBeInstanceOf(NoConnection)
  })

  it('of a cancelled call are the cancelling', async () => {
    const abort = new AbortController()
    const client = clientWith((_, init) => new Promise((_resolve, reject) => init.signal?.addEventListener('abort', () => reject(new Error('aborted')))))
    const call = client.get('/api/v1/me', { signal: abort.signal })
    setTimeout(() => abort.abort(new Error('the person left')), 5)
    await expect(call).rejects.toThrow('the person left')
  })

  it('after too long are no connection', async () => {
    const never = (_: RequestInfo | URL, init?: RequestInit) =>
      new Promise<Response>((_resolve, reject) => init?.signal?.addEventListener('abort', () => reject(new Error('late'))))
    const client = createClient({ tokens: tokens(), language: () => 'zh', fetch: never, timeoutMs: 10 })
    await expect(client.get('/api/v1/me', {})).rejects.toBeInstanceOf(NoConnection)
  })
})

describe('an answer whose body', () => {
  /** Comes piece by piece with a pause before each; the last never ends it. */
  const piecemeal = (pieces: string[], pauseMs: number, ends: boolean) =>
    new Response(
      new ReadableStream({
        async pull(to) {
          await new Promise((resolve) => setTimeout(resolve, pauseMs))
          const piece = pieces.shift()
          if (piece !== undefined) to.enqueue(new TextEncoder().encode(piece))
          else if (ends) to.close()
          else await new Promise(() => {})
        },
      }),
      { headers: { 'Content-Type': 'application/json' } },
    )
  const slow = (answer: () => Response) => createClient({ tokens: tokens(), language: () => 'zh', fetch: async () => answer(), timeoutMs: 60 })

  it('gets stuck is no connection, for reading and for pictures', async () => {
    const client = slow(() => piecemeal(['{"id":'], 1, false))
    await expect(client.get('/api/v1/me', {})).rejects.toBeInstanceOf(NoConnection)
    await expect(client.bytes('/api/v1/photos/x/thumbnail')).rejects.toBeInstanceOf(NoConnection)
  })

  it('is slow but moves is waited for', async () => {
    const client = slow(() => piecemeal(['{', '"id"', ':', '1', '}'], 20, true))
    expect(await client.get('/api/v1/me', {})).toEqual({ id: 1 })
    expect((await slow(() => piecemeal(['abc'], 1, true)).bytes('/x')).type).toBe('application/json')
  })

  it('is not wanted any more ends with the call', async () => {
    const abort = new AbortController()
    const client = createClient({ tokens: tokens(), language: () => 'zh', fetch: async () => piecemeal(['{'], 1, false) })
    const call = client.get('/api/v1/me', { signal: abort.signal })
    setTimeout(() => abort.abort(new Error('the person left')), 10)
    await expect(call).rejects.toThrow('the person left')
  })
})

it.each([204, 205, 304])('takes a %i as the answer it is, although the browser gives it a body', async (status) => {
  const answer = new Response(null, { status })
  Object.defineProperty(answer, 'body', { value: new ReadableStream({ start: (to) => to.close() }) })
  const client = clientWith(async () => answer)
  expect((await client.raw({ method: 'POST', url: '/api/v1/notices/read' })).status).toBe(status)
  if (status !== 304) expect(await client.post('/api/v1/me/password', { body: { old: 'a', new: 'b' } })).toBeUndefined()
})

it('asks whether a photo is there', async () => {
  const statuses: Record<string, number> = { yes: 200, no: 404, refused: 403, broken: 500 }
  const client = clientWith(async (url) => new Response(null, { status: statuses[url.split('/').at(-1)!]! }))
  expect(await client.hasPhoto('yes')).toBe(true)
  expect(await client.hasPhoto('no')).toBe(false)
  expect(await client.hasPhoto('refused')).toBe(false)
  await expect(client.hasPhoto('broken')).rejects.toMatchObject({ status: 500 })
})

it.each([
  ['7', 7],
  [' 0 ', 0],
  ['Sat, 21 Nov 2026 00:01:00 GMT', 60],
  ['Fri, 20 Nov 2026 00:00:00 GMT', 0],
  ['soon', null],
  ['', null],
  [null, null],
])('reads Retry-After %j as %j seconds', (header, seconds) => {
  expect(retryAfterSeconds(header, Date.parse('2026-11-21T00:00:00Z'))).toBe(seconds)
})
