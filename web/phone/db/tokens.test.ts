// @vitest-environment node
// A refresh token counts once: it is used by one tab for all, and again only when the answer was lost.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { NoConnection, Problem, SignedOut } from '@/api/problem'
import type { TokenAnswer } from '@/api/types'
import { browserLocks, fillUp } from '../offline/outbox/testing'
import { StorageFull } from './storage'
import { uuidv7 } from './uuid'
import { createTokens, keepTokens, storedTokens } from './tokens'
import { UserDatabase } from './user'

const NOW = 1_790_000_000_000

let db: UserDatabase
let isFull: boolean
let locks: ReturnType<typeof browserLocks>
const open: ReturnType<typeof createTokens>[] = []
const ended = vi.fn()
const pause = vi.fn(async (_ms: number) => {})

beforeEach(async () => {
  db = new UserDatabase(uuidv7())
  isFull = false
  fillUp(db, () => isFull)
  locks = browserLocks()
  ended.mockReset()
  pause.mockClear()
  vi.stubGlobal('navigator', { onLine: true })
  await keepTokens(db, answer(1), NOW)
})

afterEach(() => {
  vi.unstubAllGlobals()
  for (const one of open.splice(0)) one.close()
})

function answer(number: number): TokenAnswer {
  return { access_token: `access-${number}`, refresh_token: `refresh-${number}`, expires_in: 900, token_type: 'Bearer', user: {} as TokenAnswer['user'] }
}

function tab(refresh: (token: string, key: string) => Promise<TokenAnswer>, now = NOW) {
  const one = createTokens({ db, exclusively: locks, refresh, now: () => now, ended, pause })
  open.push(one)
  return one
}

/** A server that answers as told, one call after the other; what it was asked with is kept. */
function server(...answers: (() => Promise<TokenAnswer>)[]) {
  return vi.fn((_token: string, _key: string) => answers.shift()!())
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const gateway = (status: number) => () => Promise.reject(new Problem({ type: '', code: `http_${status}`, title: '', detail: '', status }))
const lost = () => Promise.reject(new NoConnection('reset'))
const refused = () => Promise.reject(new Problem({ type: '', code: 'refresh_token_reused', title: '', detail: '', status: 401 }))

it('exchanges once for many callers in several tabs', async () => {
  const used: string[] = []
  const refresh = async (token: string) => {
    used.push(token)
    await new Promise((resolve) => setTimeout(resolve, 5))
    return answer(2)
  }
  const tabs = [tab(refresh), tab(refresh), tab(refresh)]
  const got = await Promise.all([...tabs, ...tabs].map((one) => one.renew('access-1')))
  expect(used).toEqual(['refresh-1'])
  expect(new Set(got)).toEqual(new Set(['access-2']))
  expect(await storedTokens(db)).toMatchObject({ refresh: 'refresh-2', expiresAt: NOW + 900_000 })
})

it('exchanges before the token ends, so that no upload starts with a dying one', async () => {
  const refresh = vi.fn(async () => answer(2))
  expect(await tab(refresh, NOW + 800_000).access()).toBe('access-1')
  expect(refresh).not.toHaveBeenCalled()
  expect(await tab(refresh, NOW + 880_000).access()).toBe('access-2')
})

it.each([401, 403])('ends the session when the server refuses with %i', async (status) => {
  const refused = new Problem({ type: '', code: 'refresh_token_reused', title: '', detail: '', status })
  const tokens = tab(() => Promise.reject(refused))
  await expect(tokens.renew('access-1')).rejects.toBeInstanceOf(SignedOut)
  expect(ended).toHaveBeenCalledOnce()
  expect(await tokens.access()).toBeNull()
  await expect(tokens.renew('access-1')).rejects.toBeInstanceOf(SignedOut)
})

it.each([new NoConnection('away'), new Problem({ type: '', code: 'overloaded', title: '', detail: '', status: 503 })])(
  'keeps the session when the server is only not there: %s',
  async (fault) => {
    await expect(tab(() => Promise.reject(fault)).renew('access-1')).rejects.toBe(fault)
    expect(ended).not.toHaveBeenCalled()
    expect(await storedTokens(db)).toMatchObject({ refresh: 'refresh-1' })
  },
)

it.each([
  [lost, lost],
  [gateway(502), gateway(504)],
])('asks again with the same token and key when the answer was lost, and stays signed in', async (first, second) => {
  const refresh = server(first, second, async () => answer(2))
  expect(await tab(refresh).renew('access-1')).toBe('access-2')
  const key = refresh.mock.calls[0]![1]
  expect(key).toMatch(UUID)
  expect(refresh.mock.calls).toEqual([['refresh-1', key], ['refresh-1', key], ['refresh-1', key]])
  expect(pause.mock.calls).toEqual([[500], [2_000]])
  expect(ended).not.toHaveBeenCalled()
  expect(await storedTokens(db)).toMatchObject({ refresh: 'refresh-2' })
})

it('gives up after three attempts without an answer, and goes on with the same exchange the next time', async () => {
  const refresh = server(lost, lost, lost, async () => answer(2), async () => answer(3))
  const tokens = tab(refresh)
  await expect(tokens.renew('access-1')).rejects.toBeInstanceOf(NoConnection)
  expect(refresh).toHaveBeenCalledTimes(3)
  expect(ended).not.toHaveBeenCalled()
  // In another tab, or after the app was closed.
  expect(await tab(refresh).renew('access-1')).toBe('access-2')
  expect(await tokens.renew('access-2')).toBe('access-3')
  const keys = refresh.mock.calls.map(([, key]) => key)
  expect(new Set(keys.slice(0, 4)).size).toBe(1)
  expect(keys[4]).not.toBe(keys[0])
})

it('is out when the server refuses the second attempt', async () => {
  const refresh = server(lost, refused)
  await expect(tab(refresh).renew('access-1')).rejects.toBeInstanceOf(SignedOut)
  expect(refresh).toHaveBeenCalledTimes(2)
  expect(ended).toHaveBeenCalledOnce()
})

it('does not wait where there is no network at all', async () => {
  vi.stubGlobal('navigator', { onLine: false })
  const refresh = server(lost)
  await expect(tab(refresh).renew('access-1')).rejects.toBeInstanceOf(NoConnection)
  expect(refresh).toHaveBeenCalledOnce()
  expect(pause).not.toHaveBeenCalled()
})

describe('a full phone', () => {
  it('exchanges all the same, again and again, and every tab goes on with what one of them got', async () => {
    const refresh = server(async () => answer(2), async () => answer(3))
    const [one, other] = [tab(refresh), tab(refresh)]
    isFull = true
    expect(await one.renew('access-1')).toBe('access-2')
    expect(await storedTokens(db)).toMatchObject({ refresh: 'refresh-1' })
    await vi.waitFor(async () => expect(await other.access()).toBe('access-2'))
    expect(await other.renew('access-2')).toBe('access-3')
    expect(refresh.mock.calls.map(([token]) => token)).toEqual(['refresh-1', 'refresh-2'])
    expect(new Set(refresh.mock.calls.map(([, key]) => key)).size).toBe(2)
    // One that is opened now has only heard of it.
    const later = tab(refresh)
    await vi.waitFor(async () => expect(await later.access()).toBe('access-3'))
  })

  it('keeps them as soon as there is room, and forgets what it held when somebody signs in', async () => {
    const refresh = server(async () => answer(2), async () => answer(3))
    const one = tab(refresh)
    isFull = true
    await one.renew('access-1')
    isFull = false
    expect(await one.renew('access-2')).toBe('access-3')
    expect(await storedTokens(db)).toMatchObject({ refresh: 'refresh-3' })
    isFull = true
    await one.take(answer(4))
    isFull = false
    await keepTokens(db, answer(5), NOW)
    expect(await one.access()).toBe('access-5')
  })

  it('goes on with the same exchange after the app was closed before its answer could be kept', async () => {
    const refresh = server(async () => answer(2), async () => answer(2))
    isFull = true
    await tab(refresh).renew('access-1')
    for (const one of open.splice(0)) one.close()
    db.close()
    db = new UserDatabase(db.userId)
    await tab(refresh).renew('access-1')
    const [first, second] = refresh.mock.calls
    expect(second).toEqual(first)
  })

  it('says so to somebody who signs in for the first time', async () => {
    isFull = true
    await expect(keepTokens(db, answer(2), NOW)).rejects.toBeInstanceOf(StorageFull)
  })
})

it('tells that the session is over whoever finds no tokens', async () => {
  await db.kv.clear()
  expect(await tab(server()).access()).toBeNull()
  expect(ended).toHaveBeenCalledOnce()
})
