// The calls around signing in, which carry no access token or the very one that is to end.

import { read } from './client'
import { NoConnection } from './problem'
import type { TokenAnswer } from './types'

const LATE_MS = 30_000
/** Shorter: asked again after that, the server still takes it for the same exchange. */
const REFRESH_LATE_MS = 15_000

export async function login(username: string, password: string, deviceName: string, language: string): Promise<TokenAnswer> {
  return (await post('/api/v1/auth/login', { username, password, device_name: deviceName }, { 'Accept-Language': language })) as TokenAnswer
}

/** The token counts once, so only one tab may ask; the server bears with one who lost the answer and asks again soon. */
export async function refresh(refreshToken: string): Promise<TokenAnswer> {
  return (await post('/api/v1/auth/refresh', { refresh_token: refreshToken }, {}, REFRESH_LATE_MS)) as TokenAnswer
}

export async function logout(accessToken: string): Promise<void> {
  await post('/api/v1/auth/logout', undefined, { Authorization: `Bearer ${accessToken}` })
}

async function post(url: string, body: unknown, headers: Record<string, string> = {}, lateMs = LATE_MS): Promise<unknown> {
  const json = body === undefined ? {} : { 'Content-Type': 'application/json' }
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(), lateMs)
  let answer: Response
  try {
    answer = await fetch(url, {
      method: 'POST',
      headers: { Accept: 'application/json', ...json, ...headers },
      body: body === undefined ? null : JSON.stringify(body),
      signal: late.signal,
    })
  } catch (fault) {
    throw new NoConnection(String(fault))
  } finally {
    clearTimeout(timer)
  }
  return read(answer)
}
