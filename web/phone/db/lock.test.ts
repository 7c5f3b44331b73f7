// @vitest-environment node
// One at a time: by the browser's locks over all tabs, and within the page where there are none.

import { afterEach, expect, it, vi } from 'vitest'
import { exclusively } from './lock'

afterEach(() => {
  vi.unstubAllGlobals()
})

const pause = () => new Promise((resolve) => setTimeout(resolve, 2))

it('runs one after another without the browser’s help, also after a failure', async () => {
  vi.stubGlobal('navigator', {})
  const seen: string[] = []
  const work = (name: string, fails = false) => async () => {
    seen.push(`${name} begins`)
    await pause()
    seen.push(`${name} ends`)
    if (fails) throw new Error(name)
    return name
  }
  const all = await Promise.allSettled([exclusively('x', work('a')), exclusively('x', work('b', true)), exclusively('x', work('c'))])
  expect(seen).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends'])
  expect(all.map((one) => (one.status === 'fulfilled' ? one.value : 'failed'))).toEqual(['a', 'failed', 'c'])
})

it('does not make different things wait for each other', async () => {
  vi.stubGlobal('navigator', {})
  const never = exclusively('slow', () => new Promise<never>(() => {}))
  expect(await Promise.race([never, exclusively('other', async () => 'through')])).toBe('through')
})

it('asks the browser where it can', async () => {
  const request = vi.fn((_name: string, work: () => Promise<unknown>) => work())
  vi.stubGlobal('navigator', { locks: { request } })
  expect(await exclusively('x', async () => 7)).toBe(7)
  expect(request).toHaveBeenCalledWith('x', expect.any(Function))
})
