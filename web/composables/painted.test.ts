// A picture that never comes keeps nobody waiting.

import { afterEach, expect, it, vi } from 'vitest'
import { idle, painted } from './painted'

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

it('takes a busy page for idle in the end, also where the browser cannot say', async () => {
  vi.useFakeTimers()
  vi.stubGlobal('requestIdleCallback', (call: () => void, { timeout }: { timeout: number }) => setTimeout(call, timeout))
  const after = vi.fn()
  void idle(300).then(after)
  await vi.advanceTimersByTimeAsync(299)
  expect(after).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(1)
  expect(after).toHaveBeenCalled()
})
