// The clock and the light of a case as time goes by without any network.

import { describe, expect, it } from 'vitest'
import { clockOf, lightOf } from './clock'
import { aCase } from './sample'

const DEADLINE = Date.parse('2026-11-22T06:00:00Z')
const HOUR = 3_600_000

describe('the clock', () => {
  it('counts down to the deadline and then up', () => {
    const open = aCase({ state: 'accepted', deadline_at: '2026-11-22T06:00:00Z', light: 'green' })
    expect(clockOf(open, DEADLINE - 3 * HOUR)).toEqual({ kind: 'left', ms: 3 * HOUR })
    expect(clockOf(open, DEADLINE)).toEqual({ kind: 'left', ms: 0 })
    expect(clockOf(open, DEADLINE + HOUR)).toEqual({ kind: 'late', ms: HOUR })
  })

  it('turns the light red by itself, and only when it runs', () => {
    const open = aCase({ state: 'dispatched', deadline_at: '2026-11-22T06:00:00Z', light: 'green' })
    expect(lightOf(open, DEADLINE - 1)).toBe('green')
    expect(lightOf(open, DEADLINE + 1)).toBe('red')
    const handled = aCase({ state: 'handled', deadline_at: '2026-11-22T06:00:00Z', handled_at: '2026-11-22T05:00:00Z', light: 'green' })
    expect(lightOf(handled, DEADLINE + HOUR)).toBe('green')
  })

  it('says how long a handled case has waited, and whether it was in time', () => {
    const handled = { state: 'handled', deadline_at: '2026-11-22T06:00:00Z' } as const
    expect(clockOf(aCase({ ...handled, handled_at: '2026-11-22T05:00:00Z' }), DEADLINE)).toEqual({ kind: 'waiting', ms: HOUR, inTime: true })
    expect(clockOf(aCase({ ...handled, handled_at: '2026-11-22T06:00:01Z' }), DEADLINE)).toMatchObject({ kind: 'waiting', ms: 0, inTime: false })
  })

  it('is over with a closed case and absent where none runs', () => {
    expect(clockOf(aCase({ state: 'closed', on_time: false }), DEADLINE)).toEqual({ kind: 'over', inTime: false })
    for (const state of ['reported', 'suspended', 'voided'] as const) expect(clockOf(aCase({ state }), DEADLINE)).toEqual({ kind: 'none' })
  })
})
