// Whoever reports before the city is on the phone is told so, and goes on by itself as soon as it has come.

import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { effectScope, shallowRef } from 'vue'
import type { Reference, ReferenceStore } from './reference'
import { useCity } from './useCity'

const there = (fetchedAt = Date.now()) => ({ fetchedAt }) as Reference
let scope = effectScope()
/** What the next tries come to. */
let answers: (Reference | null)[]
let tries: number

function open(kept: Reference | null = null) {
  const city = shallowRef<Reference | null>(null)
  const refreshing = shallowRef(false)
  const refresh = async () => {
    tries++
    refreshing.value = true
    await new Promise((resolve) => setTimeout(resolve, 100))
    city.value = answers.shift() ?? null
    refreshing.value = false
  }
  const loaded = Promise.resolve().then(() => void (city.value = kept))
  return scope.run(() => useCity({ city, refreshing, refresh, loaded } satisfies ReferenceStore))!
}

beforeEach(() => {
  vi.useFakeTimers()
  scope = effectScope()
  answers = []
  tries = 0
})
afterEach(() => {
  scope.stop()
  vi.useRealTimers()
})

it('asks for nothing when the phone has it', async () => {
  const { state } = open(there())
  await vi.advanceTimersByTimeAsync(60_000)
  expect([state.value, tries]).toEqual(['here', 0])
})

it('renews an old one without taking it away meanwhile', async () => {
  answers = [there()]
  const { state, city } = open(there(Date.now() - 2 * 60 * 60_000))
  await vi.advanceTimersByTimeAsync(50)
  expect([state.value, tries]).toEqual(['here', 1])
  await vi.advanceTimersByTimeAsync(50)
  expect(city.value?.fetchedAt).toBe(Date.now() - 100)
})

it('goes on trying for the rest of one that came in part, and then no more', async () => {
  answers = [there(0), there(0)]
  const { state } = open()
  await vi.advanceTimersByTimeAsync(100)
  expect([state.value, tries]).toEqual(['here', 1])
  await vi.advanceTimersByTimeAsync(2_100)
  expect([state.value, tries]).toEqual(['here', 2])
  answers = [there(Date.now() + 4_100)]
  await vi.advanceTimersByTimeAsync(4_100)
  expect([state.value, tries]).toEqual(['here', 3])
  await vi.advanceTimersByTimeAsync(600_000)
  expect(tries).toBe(3)
})

it('renews an old one as soon as the network returns', async () => {
  const old = there(Date.now() - 2 * 60 * 60_000)
  answers = [old, there()]
  open(old)
  await vi.advanceTimersByTimeAsync(100)
  window.dispatchEvent(new Event('online'))
  await vi.advanceTimersByTimeAsync(100)
  expect(tries).toBe(2)
  window.dispatchEvent(new Event('online'))
  await vi.advanceTimersByTimeAsync(600_000)
  expect(tries).toBe(2)
})

it('says that it is being fetched until it is there', async () => {
  answers = [there()]
  const { state } = open()
  expect(state.value).toBe('fetching')
  await vi.advanceTimersByTimeAsync(50)
  expect(state.value).toBe('fetching')
  await vi.advanceTimersByTimeAsync(50)
  expect(state.value).toBe('here')
})

it('tries again by itself, less and less often', async () => {
  answers = [null, null, there()]
  const { state } = open()
  await vi.advanceTimersByTimeAsync(100)
  expect([state.value, tries]).toEqual(['away', 1])
  await vi.advanceTimersByTimeAsync(2_000)
  expect([state.value, tries]).toEqual(['fetching', 2])
  await vi.advanceTimersByTimeAsync(4_200)
  expect([state.value, tries]).toEqual(['here', 3])
  await vi.advanceTimersByTimeAsync(600_000)
  expect(tries).toBe(3)
})

it('tries at once when the network returns, and not after the page has gone', async () => {
  const { state } = open()
  await vi.advanceTimersByTimeAsync(7_000)
  const before = tries
  window.dispatchEvent(new Event('online'))
  await vi.advanceTimersByTimeAsync(1)
  expect([state.value, tries]).toEqual(['fetching', before + 1])
  scope.stop()
  window.dispatchEvent(new Event('online'))
  await vi.advanceTimersByTimeAsync(600_000)
  expect(tries).toBe(before + 1)
})

it('looks again when the city grows old on an open page, and when somebody comes back to it', async () => {
  const HOUR = 60 * 60_000
  answers = [there(Date.now() + HOUR), there(Date.now() + 3 * HOUR)]
  open(there())
  await vi.advanceTimersByTimeAsync(HOUR - 1_000)
  expect(tries).toBe(0)
  await vi.advanceTimersByTimeAsync(2_000)
  expect(tries).toBe(1)
  // The phone slept, and no timer ran.
  vi.setSystemTime(Date.now() + 2 * HOUR)
  document.dispatchEvent(new Event('visibilitychange'))
  await vi.advanceTimersByTimeAsync(200)
  expect(tries).toBe(2)
  scope.stop()
  await vi.advanceTimersByTimeAsync(9 * HOUR)
  expect(tries).toBe(2)
})
