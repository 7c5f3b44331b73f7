// A picture that never comes keeps nobody waiting.

import { afterEach, expect, it, vi } from 'vitest'
import { painted } from './painted'

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

it('waits for the next picture', async () => {
  const order: string[] = []
  requestAnimationFrame(() => order.push('picture'))
  await painted()
  expect(order).toEqual(['picture'])
})

it('goes on when the screen has gone dark and none is drawn', async () => {
  vi.useFakeTimers()
  vi.stubGlobal('requestAnimationFrame', () => 0)
  const going = painted().then(() => 'on')
  await vi.advanceTimersByTimeAsync(100)
  expect(await going).toBe('on')
})
