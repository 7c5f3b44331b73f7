// The clock and the light of a case as time goes by without any network.

import { describe, expect, it } from 'vitest'
import { aCase } from '@/api/sample'
import { clockOf, lightOf } from './clock'

const DEADLINE = Date.parse('2026-11-22T06:00:00Z')
const HOUR = 3_600_000

describe('the clock', () => {
  it('counts down to the deadline and then up', () => {
    const open = aCase({ state: 'accepted', deadline_at: '2026-11-22T06:00:00Z', light: 'green' })
    expect(clockOf(open, DEADLINE - 3 * HOUR)).toEqual({ kind: 'left', ms: 3 * HOUR })
    expect(clockOf(open, DEADLINE)).toEqual({ kind: 'left', ms: 0 })
    expect(clockOf(open, DEADLINE + HOUR)).toEqual({ kind: 'late', ms: HOUR })
  })

  it('turns the light yellow and red by itself at their instants', () => {
    const open = aCase({ state: 'dispatched', deadline_at: '2026-11-22T06:00:00Z', yellow_at: '2026-11-22T01:12:00Z', light: 'green' })
    const yellow = Date.parse('2026-11-22T01:12:00Z')
    const seen = [yellow - 1, yellow, DEADLINE, DEADLINE + 1].map((now) => lightOf(open, now))
    expect(seen).toEqual(['green', 'yellow', 'yellow', 'red'])
  })

  it('turns no light while the clock stands', () => {
    const handled = aCase({ state: 'handled', deadline_at: '2026-11-22T06:00:00Z', yellow_at: null, handled_at: '2026-11-21T23:00:00Z', light: 'green' })
    expect(lightOf(handled, DEADLINE + HOUR)).toBe('green')
    const suspended = aCase({ state: 'suspended', deadline_at: null, yellow_at: null, light: null })
    expect(lightOf(suspended, DEADLINE + HOUR)).toBeNull()
  })

  it('never turns a light back: a slow phone keeps the word of the server', () => {
    const open = aCase({ state: 'accepted', light: 'yellow' })
    expect(lightOf(open, DEADLINE - 20 * HOUR)).toBe('yellow')
    expect(lightOf({ ...open, light: 'red' }, DEADLINE - HOUR)).toBe('red')
  })

  it('waits for the word of the server with a case kept from before it told the instant', () => {
    const { yellow_at: _, ...kept } = aCase({ state: 'accepted', light: 'green' })
    expect(lightOf(kept, DEADLINE - 1)).toBe('green')
    expect(lightOf(kept, DEADLINE + 1)).toBe('red')
  })

  it('says how long a handled case has waited, and whether it was in time by the word of the server', () => {
    const handled = { state: 'handled', deadline_at: '2026-11-22T06:00:00Z', handled_at: '2026-11-22T05:00:00Z' } as const
    expect(clockOf(aCase({ ...handled, light: 'yellow' }), DEADLINE)).toEqual({ kind: 'waiting', ms: HOUR, inTime: true })
    // Whatever the phone makes of the instants.
    expect(clockOf(aCase({ ...handled, light: 'red' }), DEADLINE - 2 * HOUR)).toEqual({ kind: 'waiting', ms: 0, inTime: false })
    expect(clockOf(aCase({ ...handled, light: null }), DEADLINE)).toMatchObject({ inTime: null })
  })

  it('is over with a closed case and absent where none runs', () => {
    expect(clockOf(aCase({ state: 'closed', on_time: false }), DEADLINE)).toEqual({ kind: 'over', inTime: false })
    for (const state of ['reported', 'suspended', 'voided'] as const) expect(clockOf(aCase({ state }), DEADLINE)).toEqual({ kind: 'none' })
  })
})
