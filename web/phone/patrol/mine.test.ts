// Visits of the phone and of the server in one list.

import { describe, expect, it } from 'vitest'
import type { OutboxItem, OutboxState } from '../db/outbox'
import { myVisits } from './mine'
import type { Visit } from './wire'

function waiting(id: string, startedAt: string, state: OutboxState = 'waiting'): OutboxItem {
  return { kind: 'visit', id, state, visit: { zoneName: `zone ${id}`, startedAt, endedAt: startedAt } } as OutboxItem
}

function told(id: string, started_at: string, ended_at: string | null = started_at): Visit {
  return { id, started_at, ended_at, findings: 2, zone: { name: `zone ${id}` } } as Visit
}

describe('my visits', () => {
  it('are each there once, the latest first', () => {
    const list = myVisits(
      [waiting('b', '2026-03-02T02:00:00Z', 'sent'), waiting('c', '2026-03-02T03:00:00Z'), { kind: 'report', id: 'r' } as OutboxItem],
      [told('b', '2026-03-02T02:00:00Z'), told('a', '2026-03-02T01:00:00+00:00')],
    )
    expect(list.map(({ id, state, findings }) => [id, state, findings])).toEqual([['c', 'waiting', null], ['b', 'told', 2], ['a', 'told', 2]])
  })

  it('say when the server refused one, and when one is not ended', () => {
    expect(myVisits([waiting('x', '2026-03-02T02:00:00Z', 'refused')], [])[0]?.state).toBe('refused')
    expect(myVisits([], [told('y', '2026-03-02T02:00:00Z', null)])[0]?.endedAt).toBeNull()
  })
})
