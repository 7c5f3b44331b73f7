// How an item stands, in words: until when it waits is said, whoever asked for it.

import { afterEach, describe, expect, it, vi } from 'vitest'
import { zh } from '@/words/zh'
import type { OutboxItem } from '../../db/outbox'
import { stateOf } from './summary'

const NOW = Date.parse('2026-11-21T01:00:00Z')
const item = (change: object) => ({ id: 'a', kind: 'report', state: 'waiting', attempts: 0, nextAt: 0, ...change }) as unknown as OutboxItem

afterEach(() => vi.useRealTimers())

describe('what waits', () => {
  it.each([
    ['as soon as possible', {}, zh.outbox.state.waiting],
    ['since it failed', { attempts: 2, nextAt: NOW + 90_000 }, '将于 09:01:30 重试'],
    ['because the server takes so many an hour', { nextAt: NOW + 60_000 }, '将于 09:01:00 自动发送'],
    ['because the day’s share of photos is used up', { nextAt: NOW + 23 * 3_600_000 }, '将于 11月22日 08:00 自动发送'],
    ['for a moment that is over', { attempts: 1, nextAt: NOW - 1 }, zh.outbox.state.waiting],
  ])('%s', (_, change, said) => {
    vi.useFakeTimers({ now: NOW, toFake: ['Date'] })
    expect(stateOf(item(change), undefined, NOW, zh)).toBe(said)
  })
})

it('says of a delivered report that a dispatcher has to look at it first', () => {
  expect(stateOf(item({ state: 'sent', held: null }), undefined, NOW, zh)).toBe(zh.outbox.state.sent)
  expect(stateOf(item({ state: 'sent', held: '照片与案件 1 相同' }), undefined, NOW, zh)).toBe('已送达，待派遣员核实')
})
