// What a failed sign-in means, and where one goes after a good one.

import { describe, expect, it } from 'vitest'
import { NoConnection, problemOf } from '@/api/problem'
import { StorageFull } from '@/phone/db/storage'
import { failureOf, whereTo } from './failure'

const NOW = 1_000_000
const problem = (status: number, code: string, retryAfter: string | null = null) =>
  problemOf(status, { type: 't', code, title: 't', detail: 'd', status }, retryAfter)

describe('a failed sign-in', () => {
  it.each([
    ['a wrong password', problem(401, 'credentials_wrong'), { kind: 'wrong' }],
    ['a disabled account', problem(403, 'account_disabled'), { kind: 'disabled' }],
    ['too many attempts', problem(429, 'rate_limited', '17'), { kind: 'limited', until: NOW + 17_000 }],
    ['too many attempts without a time', problem(429, 'rate_limited'), { kind: 'limited', until: NOW + 60_000 }],
    ['no network', new NoConnection('gone'), { kind: 'offline' }],
    ['a full phone', new StorageFull('full'), { kind: 'full' }],
    ['a server in trouble', problem(500, 'internal'), { kind: 'other', detail: 'd' }],
    ['a fault of ours', new Error('oops'), { kind: 'other', detail: null }],
  ])('%s', (_, fault, expected) => {
    expect(failureOf(fault, NOW)).toEqual(expected)
  })
})

describe('the way after signing in', () => {
  it.each([
    ['/case/1?tab=events', '/case/1?tab=events'],
    ['/sign-in?next=/me', '/work'],
    ['https://example.org/', '/work'],
    ['//example.org/', '/work'],
    ['/\\example.org/', '/work'],
    [undefined, '/work'],
    [['/me'], '/work'],
  ])('%s → %s', (next, expected) => {
    expect(whereTo(next)).toBe(expected)
  })
})
