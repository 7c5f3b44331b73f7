// Calls to the server: typed by its own description, with the person's token, renewed once when it has expired.
// Trying again later is the outbox's business.

import type { paths } from './schema'
import { NoConnection, problemOf, SignedOut } from './problem'
import type { AnswerOf, Call, Method, PathsWith, Photo } from './types'
import { reasonOf, uploadByXhr, type Upload } from './upload'

/** Where the tokens are; see phone/session-tokens. */
export interface Tokens {
  /** The present access token; null when nobody is signed in. */
  access(): Promise<string | null>
  /** Another one than the expired one. Throws SignedOut when the server refuses, NoConnection when it is not there. */
  renew(expired: string): Promise<string>
}

export interface ClientParts {
  tokens: Tokens
  language: () => string
  fetch?: typeof fetch
  upload?: Upload
  /** Without a byte moving for this long there is no connection worth the name. */
  timeoutMs?: number
}

export interface RawCall {
  method: string
  url: string
  headers?: Record<string, string>
  body?: unknown
  signal?: AbortSignal
}

export type Client = ReturnType<typeof createClient>

export function createClient(parts: ClientParts) {
  const { tokens, language, timeoutMs = 30_000 } = parts
  const doFetch: typeof fetch = parts.fetch ?? ((input, init) => fetch(input, init))
  const upload = parts.upload ?? uploadByXhr

  /** The answer whatever its status; 401 only after a fresh token did not help either. */
  async function raw(call: RawCall): Promise<Response> {
    return withToken(tokens, (token) => once(call, token), (answer) => answer.status === 401)
  }

  async function once(call: RawCall, token: string): Promise<Response> {
    const limit = limited(call.signal, timeoutMs)
    const headers: Record<string, string> = {
      Accept: 'application/json',
      'Accept-Language': language(),
      Authorization: `Bearer ${token}`,
      ...(call.body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...call.headers,
    }
    const body = call.body === undefined ? null : JSON.stringify(call.body)
    try {
      return await whole(await doFetch(call.url, { method: call.method, headers, body, signal: limit.signal }), limit)
    } catch (fault) {
      throw call.signal?.aborted ? reasonOf(call.signal) : new NoConnection(String(fault))
    } finally {
      limit.done()
    }
  }

  async function call<M extends Method, P extends PathsWith<M> & keyof paths>(method: M, path: P, options: Call<P, M>): Promise<AnswerOf<P, M>> {
    const { path: names, query, headers, signal, body } = options as {
      path?: Record<string, string>
      query?: Record<string, unknown>
      headers?: Record<string, string>
      signal?: AbortSignal
      body?: unknown
    }
    const answer = await raw({
      method: method.toUpperCase(),
      url: address(path, names, query),
      ...(headers ? { headers } : {}),
      ...(body === undefined ? {} : { body }),
      ...(signal ? { signal } : {}),
    })
    return (await read(answer)) as AnswerOf<P, M>
  }

  return {
    raw,
    get: <P extends PathsWith<'get'> & keyof paths>(path: P, options: Call<P, 'get'>) => call<'get', P>('get', path, options),
    put: <P extends PathsWith<'put'> & keyof paths>(path: P, options: Call<P, 'put'>) => call<'put', P>('put', path, options),
    post: <P extends PathsWith<'post'> & keyof paths>(path: P, options: Call<P, 'post'>) => call<'post', P>('post', path, options),

    /** Bytes of an address of ours, such as a picture's. */
    async bytes(url: string, headers: Record<string, string> = {}): Promise<Blob> {
      const answer = await raw({ method: 'GET', url, headers: { Accept: '*/*', ...headers } })
      if (!answer.ok) await read(answer)
      return answer.blob()
    },

    /** Is a photo with this hash at the server already? A refusal here has no words; sending the photo is told why. */
    async hasPhoto(sha256: string, signal?: AbortSignal): Promise<boolean> {
      const answer = await raw({ method: 'HEAD', url: `/api/v1/photos/${sha256}`, ...(signal ? { signal } : {}) })
      if (answer.status === 404 || answer.status === 403) return false
      if (!answer.ok) await read(answer)
      return true
    },

    async putPhoto(sha256: string, type: string, bytes: ArrayBuffer, watch: { progress?: (sent: number) => void; signal?: AbortSignal } = {}): Promise<Photo> {
      const url = `/api/v1/photos/${sha256}`
      const put = (token: string) => upload({ url, type, bytes, headers: { 'Accept-Language': language(), Authorization: `Bearer ${token}` }, ...watch })
      const answer = await withToken(tokens, put, (got) => got.status === 401)
      if (answer.status < 200 || answer.status > 299) throw problemOf(answer.status, parsed(answer.text), answer.retryAfter)
      return parsed(answer.text) as Photo
    },
  }
}

async function withToken<A>(tokens: Tokens, attempt: (token: string) => Promise<A>, expired: (answer: A) => boolean): Promise<A> {
  const token = await tokens.access()
  if (token === null) throw new SignedOut('no session')
  const answer = await attempt(token)
  if (!expired(answer)) return answer
  return attempt(await tokens.renew(token))
}

/** The body of a good answer; a Problem otherwise. An answer that breaks off in the middle is no answer. */
export async function read(answer: Response): Promise<unknown> {
  let text: string
  try {
    text = await answer.text()
  } catch (fault) {
    throw new NoConnection(String(fault))
  }
  const body = parsed(text)
  if (!answer.ok) throw problemOf(answer.status, body, answer.headers.get('Retry-After'))
  if (text !== '' && body === undefined) throw new NoConnection('not our server’s answer')
  return body
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export function address(path: string, names: Record<string, string> = {}, query: Record<string, unknown> = {}): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(names[name] ?? ''))
  const asked = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) if (value !== undefined && value !== null) asked.set(key, String(value))
  return String(asked) === '' ? filled : `${filled}?${asked}`
}

/** These say nothing beside themselves. Some browsers give them a body to read all the same, and none takes one in a new answer. */
const WITHOUT_BODY = [204, 205, 304]

/** The answer with all of its body, which may get stuck in the middle: every piece that comes buys it more time. */
async function whole(answer: Response, limit: Limit): Promise<Response> {
  if (!answer.body || WITHOUT_BODY.includes(answer.status)) return answer
  const reader = answer.body.getReader()
  const cancel = () => void reader.cancel().catch(() => undefined)
  limit.signal.addEventListener('abort', cancel, { once: true })
  const pieces: Uint8Array<ArrayBuffer>[] = []
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    pieces.push(piece.value)
    limit.moved()
  }
  // Cancelled, it ends as if that were all. By hand: web views of some phones lack throwIfAborted.
  if (limit.signal.aborted) throw new DOMException('ended before all of it was here', 'AbortError')
  const { status, statusText, headers } = answer
  return new Response(new Blob(pieces, { type: headers.get('Content-Type') ?? '' }), { status, statusText, headers })
}

interface Limit {
  signal: AbortSignal
  moved: () => void
  done: () => void
}

/** Ends when the caller wants it or after a time without a move. By hand: web views of some phones lack AbortSignal.any. */
function limited(outer: AbortSignal | undefined, ms: number): Limit {
  const inner = new AbortController()
  const end = () => inner.abort()
  let timer = setTimeout(end, ms)
  if (outer?.aborted) end()
  outer?.addEventListener('abort', end, { once: true })
  return {
    signal: inner.signal,
    moved: () => {
      clearTimeout(timer)
      timer = setTimeout(end, ms)
    },
    done: () => {
      clearTimeout(timer)
      outer?.removeEventListener('abort', end)
    },
  }
}
