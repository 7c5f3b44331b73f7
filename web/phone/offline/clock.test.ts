// @vitest-environment node
// What is believed of the server's clock, and how the phone's moments are told by it.

import { beforeEach, describe, expect, it } from 'vitest'
import { NoConnection } from '@/api/problem'
import type { Server } from '@/api/server'
import { device } from '../db/device'
import { openClock, told } from './clock'

const HOUR = 3_600_000
const NOW = 1_790_000_000_000

let now: number
let asked: number
let answer: Server

beforeEach(async () => {
  now = NOW
  asked = 0
  answer = says(0)
  await device.kv.clear()
})

function says(clockAheadS: number | null, ms = 80): Server {
  return { reached: true, version: '1.0.0', ms, clockAheadS }
}

const open = () => openClock({ ask: async () => (asked++, answer), now: () => now })

describe('the clock', () => {
  it('learns how far it is ahead or behind, and says so from two minutes on', async () => {
    const clock = open()
    answer = says(3_600)
    await clock.look()
    expect([clock.aheadMs.value, clock.wrongMs.value]).toEqual([HOUR, HOUR])
    now += HOUR
    answer = says(-121)
    await clock.look()
    expect(clock.wrongMs.value).toBe(-121_000)
    now += HOUR
    answer = says(119)
    await clock.look()
    expect([clock.aheadMs.value, clock.wrongMs.value]).toEqual([119_000, null])
  })

  it.each<[string, Server]>([
    ['over a long way', says(3_600, 4_001)],
    ['without a time', says(null)],
    ['of somebody else', { ...says(3_600), version: null }],
    ['during which the clock was set', says(3_600, -20)],
    ['that is none', { reached: false, version: null, ms: null, clockAheadS: null }],
  ])('does not believe an answer %s', async (_, unbelievable) => {
    const clock = open()
    answer = unbelievable
    await clock.look()
    expect(clock.aheadMs.value).toBe(0)
  })

  it('takes a few seconds for none', async () => {
    const clock = open()
    answer = says(4)
    await clock.look()
    expect(clock.aheadMs.value).toBe(0)
  })

  it('keeps what a new comparison confirms, and gives up what it does not', async () => {
    const clock = open()
    const after = async (ahead: number) => {
      now += HOUR
      answer = says(ahead)
      await clock.look()
      return clock.aheadMs.value
    }
    expect([await after(3_600), await after(3_602), await after(3_610), await after(0)]).toEqual([HOUR, HOUR, HOUR + 10_000, 0])
  })

  it('knows it from the last time on this phone', async () => {
    const before = open()
    answer = says(3_600)
    await before.look()
    const clock = open()
    await clock.load()
    expect(clock.wrongMs.value).toBe(HOUR)
  })

  it('compares before a hand-over when the last time is long ago or the clock was set, and not each time', async () => {
    const clock = open()
    await clock.forHandOver()
    await clock.forHandOver()
    expect(asked).toBe(1)
    now -= HOUR
    answer = says(0)
    await clock.forHandOver()
    expect(asked).toBe(2)
  })

  it('hands nothing over where nobody is, and goes by what it knows where the answer is no clock', async () => {
    const clock = open()
    answer = says(3_600)
    expect(await clock.forHandOver()).toEqual({ aheadMs: HOUR, latest: NOW - HOUR })
    now += HOUR
    answer = says(0, 9_000)
    expect((await clock.forHandOver()).aheadMs).toBe(HOUR)
    answer = { reached: false, version: null, ms: null, clockAheadS: null }
    await expect(clock.forHandOver()).rejects.toBeInstanceOf(NoConnection)
  })
})

describe('a moment', () => {
  it('is told in the server’s time', () => {
    expect(told(NOW, { aheadMs: HOUR, latest: NOW })).toBe(NOW - HOUR)
    expect(told(NOW, { aheadMs: -HOUR, latest: NOW + 2 * HOUR })).toBe(NOW + HOUR)
    expect(told(NOW, null)).toBe(NOW)
  })

  it('is never later than its hand-over, should the clock have been put right meanwhile', () => {
    expect(told(NOW + HOUR, { aheadMs: 0, latest: NOW })).toBe(NOW)
  })
})
