// The most urgent or the nearest case stands first.

import { describe, expect, it } from 'vitest'
import { aCase } from '@/api/sample'
import type { Case } from '@/api/types'
import { ordered } from './order'

const at = (lon: number) => ({ ...aCase().position, lon })
const ids = (cases: Case[]) => cases.map((one) => one.id)

describe('the order of cases', () => {
  const soon = aCase({ id: 'soon', deadline_at: '2026-11-21T08:00:00Z', position: at(105.73) })
  const later = aCase({ id: 'later', deadline_at: '2026-11-22T08:00:00Z', position: at(105.72) })
  const handled = aCase({ id: 'handled', state: 'handled', handled_at: '2026-11-21T07:00:00Z', deadline_at: '2026-11-23T08:00:00Z', position: at(105.74) })

  it('is by deadline, and by waiting time where somebody is to verify', () => {
    expect(ids(ordered([later, soon, handled], 'deadline', null))).toEqual(['handled', 'soon', 'later'])
  })

  it('is by distance where the phone knows its place, else by deadline', () => {
    const here = { lon: 105.721, lat: 34.58 }
    expect(ids(ordered([soon, later, handled], 'distance', here))).toEqual(['later', 'soon', 'handled'])
    expect(ids(ordered([later, soon], 'distance', null))).toEqual(['soon', 'later'])
  })

  it('leaves the given list alone and orders equal ones by their ids', () => {
    const given = [aCase({ id: 'b' }), aCase({ id: 'a' })]
    expect(ids(ordered(given, 'deadline', null))).toEqual(['a', 'b'])
    expect(ids(given)).toEqual(['b', 'a'])
  })
})
