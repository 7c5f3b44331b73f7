// What needs the person stands first, and nobody is offered what cannot be done.

import { describe, expect, it } from 'vitest'
import type { OutboxItem, OutboxState } from '../../db/outbox'
import { adviceFor, deedsFor, groupOf, pathOf, rowsOf } from './rows'

const STATES: OutboxState[] = ['draft', 'waiting', 'sending', 'sent', 'refused', 'conflict']
const item = (id: string, state: OutboxState, change: object = {}) =>
  ({ id, state, kind: 'report', caseId: id, createdAt: 0, sentAt: null, attempts: 0, maybeSent: false, problem: null, ...change }) as unknown as OutboxItem

describe('the rows', () => {
  it('are grouped, trouble first, each group with its number; every item is there once', () => {
    const rows = rowsOf(STATES.map((state, at) => item(`${at}`, state)))
    expect(rows.filter((row) => row.kind === 'heading').map((row) => [row.group, row.count])).toEqual([['trouble', 2], ['draft', 1], ['waiting', 2], ['sent', 1]])
    expect(rows.filter((row) => row.kind === 'item').map((row) => row.key).sort()).toEqual(['0', '1', '2', '3', '4', '5'])
  })

  it('show what waits in the order it goes, and the last delivered first', () => {
    const rows = rowsOf([item('b', 'waiting'), item('a', 'waiting'), item('x', 'sent', { sentAt: 1 }), item('y', 'sent', { sentAt: 2 })])
    expect(rows.filter((row) => row.kind === 'item').map((row) => row.key)).toEqual(['a', 'b', 'y', 'x'])
  })

  it('are none for nothing', () => {
    expect(rowsOf([])).toEqual([])
  })
})

describe('what can be done', () => {
  it('is said for every state, and every state has words', () => {
    for (const state of STATES) {
      expect(deedsFor(item('a', state), true).length, state).toBeGreaterThan(0)
      expect(adviceFor(item('a', state)), state).toBeTruthy()
      expect(groupOf(state)).toBeTruthy()
    }
  })

  it('is never to take back or delete what the server may have', () => {
    for (const state of ['waiting', 'sending'] as const) {
      const deeds = deedsFor(item('a', state, { maybeSent: true }), true)
      expect(deeds).not.toContain('cancel')
      expect(deeds).not.toContain('remove')
      expect(adviceFor(item('a', state, { maybeSent: true }))).toBe('uncertain')
    }
  })

  it('is to send a report as a new one when its id is taken', () => {
    const refused = item('a', 'refused', { problem: { code: 'id_conflict' } })
    expect(deedsFor(refused, true)[0]).toBe('asNew')
    expect(adviceFor(refused)).toBe('id_conflict')
  })

  it('explains a visit that the server does not take from this person', () => {
    const refused = item('a', 'refused', { kind: 'visit', problem: { code: 'forbidden' } })
    expect([adviceFor(refused), deedsFor(refused, true)]).toEqual(['not_mine', ['retry', 'remove']])
  })

  it('is to redo an action after a conflict only where it is still possible', () => {
    const conflict = item('a', 'conflict', { kind: 'action' })
    expect(deedsFor(conflict, true)).toContain('redo')
    expect(deedsFor(conflict, false)).not.toContain('redo')
    expect(deedsFor(conflict, false)).toContain('drop')
  })
})

describe('going on writing', () => {
  it.each([
    [{}, '/report?draft=a'],
    [{ kind: 'action', caseId: 'c', action: 'handle' }, '/case/c/handle'],
    [{ kind: 'action', caseId: 'c', action: 'verify_fail' }, '/case/c/verify'],
    [{ kind: 'action', caseId: 'c', action: 'comment' }, '/case/c/act/comment'],
  ])('%j happens at %s', (change, path) => {
    expect(pathOf(item('a', 'draft', change))).toBe(path)
    expect(deedsFor(item('a', 'draft', change), true)[0]).toBe('continue')
    expect(deedsFor(item('a', 'refused', change), true)[0]).toBe('edit')
  })
})
