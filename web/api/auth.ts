// The calls around signing in, which carry no access token or the very one that is to end.

import { read } from './client'
import { NoConnection } from './problem'
import type { TokenAnswer } from './types'

const LATE_MS = 30_000
/** Shorter: three attempts, from the first byte to the last, are over within the minute the server bears with a repeat. */
const REFRESH_LATE_MS = 15_000

/** The device token is what an earlier sign-in of this person brought to this device. */
export async function login(username: string, password: string, deviceName: string, language: string, deviceToken: string | null = null): Promise<TokenAnswer> {
  const known = deviceToken === null ? {} : { device_token: deviceToken }
  return (await post('/api/v1/auth/login', { username, password, device_name: deviceName, ...known }, { 'Accept-Language': language })) as TokenAnswer
}

/** The token counts once, so only one tab may ask. Who lost the answer may soon ask again under the same key. */
export async function refresh(refreshToken: string, key: string): Promise<TokenAnswer> {
  const headers = { 'Idempotency-Key': key }
  return (await post('/api/v1/auth/refresh', { refresh_token: refreshToken }, headers, REFRESH_LATE_MS)) as TokenAnswer
}

export async function logout(accessToken: string): Promise<void> {
  await post('/api/v1/auth/logout', undefined, { Authorization: `Bearer ${accessToken}` })
}

async function post(url: string, body: unknown, headers: Record<string, string> = {}, lateMs = LATE_MS): Promise<unknown> {
  const json = body === undefined ? {} : { 'Content-Type': 'application/json' }
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(), lateMs)
  const sent = {
    method: 'POST',
    headers: { Accept: 'application/json', ...json, ...headers },
    body: body === undefined ? null : JSON.stringify(body),
    signal: late.signal,
  }
  try {
    const answer = await fetch(url, sent).catch((fault: unknown) => {
      throw new NoConnection(String(fault))
    })
    // Here and not behind: an answer may also get stuck in the middle of its body.
    return await read(answer)
  } finally {
    clearTimeout(timer)
  }
}
