// @vitest-environment node
// Ids are UUIDv7: made now, sorted by time, never the same.

import { expect, it } from 'vitest'
import { uuidv7 } from './uuid'

it('has version, variant and the moment in it', () => {
  const id = uuidv7(0x0193_4a5b_6c7d)
  expect(id).toMatch(/^01934a5b-6c7d-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})

it('never repeats and sorts by time', () => {
  const ids = Array.from({ length: 1_000 }, (_, at) => uuidv7(1_790_000_000_000 + at))
  expect(new Set(ids).size).toBe(1_000)
  expect([...ids].sort()).toEqual(ids)
})
