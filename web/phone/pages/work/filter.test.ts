// A filter asks the server and sifts what is on the phone alike.

import { describe, expect, it } from 'vitest'
import { aCase } from '@/api/sample'
import { asked, matching } from './filter'

const NOW = Date.parse('2026-11-22T12:00:00Z')
const late = aCase({ id: 'late', light: 'yellow', deadline_at: '2026-11-22T11:00:00Z' })
const turned = aCase({ id: 'turned', light: 'green', yellow_at: '2026-11-22T11:59:00Z', deadline_at: '2026-11-22T17:00:00Z' })
const fine = aCase({ id: 'fine', light: 'green', state: 'accepted', yellow_at: '2026-11-23T06:12:00Z', deadline_at: '2026-11-23T11:00:00Z' })

describe('a filter', () => {
  it('asks for its part only', () => {
    expect(asked({ assigned_to_me: true }, { kind: 'none' })).toEqual({ assigned_to_me: true })
    expect(asked({ assigned_to_me: true }, { kind: 'light', value: 'red' })).toEqual({ assigned_to_me: true, light: 'red' })
    expect(asked({ assigned_to_me: true }, { kind: 'state', value: 'accepted' })).toEqual({ assigned_to_me: true, state: 'accepted' })
  })

  it('sifts by the light as it is by now', () => {
    const ids = (filter: Parameters<typeof matching>[1]) => matching([late, turned, fine], filter, NOW).map((one) => one.id)
    expect(ids({ kind: 'light', value: 'red' })).toEqual(['late'])
    expect(ids({ kind: 'light', value: 'yellow' })).toEqual(['turned'])
    expect(ids({ kind: 'light', value: 'green' })).toEqual(['fine'])
    expect(ids({ kind: 'state', value: 'accepted' })).toEqual(['fine'])
    expect(ids({ kind: 'none' })).toEqual(['late', 'turned', 'fine'])
  })
})
