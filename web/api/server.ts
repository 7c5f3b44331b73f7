// Whether the server itself is there, in which version, and what time it has.

const LATE_MS = 8_000

export interface Server {
  reached: boolean
  version: string | null
  /** Of the round trip. */
  ms: number | null
  /** Positive: the phone's clock is ahead. */
  clockAheadS: number | null
}

/** Past the service worker and every cache: is the server itself there? */
export async function askServer(ask: typeof fetch = (input, init) => fetch(input, init), now: () => number = Date.now, lateMs = LATE_MS): Promise<Server> {
  // By hand: web views of some phones lack AbortSignal.timeout.
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(), lateMs)
  const began = now()
  try {
    const answer = await ask('/healthz', { cache: 'no-store', signal: late.signal })
    const ms = now() - began
    const date = Date.parse(answer.headers.get('Date') ?? '')
    const body = answer.ok ? ((await answer.json().catch(() => null)) as { version?: string } | null) : null
    return {
      reached: answer.status < 500,
      version: body?.version ?? null,
      ms,
      clockAheadS: Number.isNaN(date) ? null : Math.round((began + ms / 2 - date) / 1_000),
    }
  } catch {
    return { reached: false, version: null, ms: null, clockAheadS: null }
  } finally {
    clearTimeout(timer)
  }
}
