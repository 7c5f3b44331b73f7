// What is said about a browser that lacks something.

import { describe, expect, it } from 'vitest'
import { lacks, type Browser } from './abilities'

const GOOD: Browser = {
  secure: true,
  hasWorker: true,
  hasCamera: true,
  hasPlace: true,
  opensDatabase: async () => true,
  quotaBytes: async () => 60 * 1024 ** 3,
}

describe('what a browser lacks', () => {
  it.each<[string, Partial<Browser>, string[]]>([
    ['nothing', {}, []],
    ['no database: nothing else matters', { opensDatabase: async () => false, hasWorker: false }, ['database']],
    ['a private window', { quotaBytes: async () => 100 * 1024 ** 2 }, ['private']],
    ['an unknown quota is no private window', { quotaBytes: async () => null }, []],
    ['a quota of nothing is an unknown one', { quotaBytes: async () => 0 }, []],
    ['plain HTTP, which takes the rest with it', { secure: false, hasWorker: false, hasCamera: false, hasPlace: false }, ['insecure']],
    ['no service worker', { hasWorker: false }, ['worker']],
    ['neither camera nor place', { hasCamera: false, hasPlace: false }, ['camera', 'place']],
  ])('%s', async (_, change, expected) => {
    expect(await lacks({ ...GOOD, ...change })).toEqual(expected)
  })
})
