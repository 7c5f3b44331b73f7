// What of the person's own is still under way on a case.

import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { ActionItem } from '../db/outbox'
import { decided, submitted, usePending, usePendingByCase } from './pending'
import { aPerson, inScope } from './testing'

let person = aPerson()
vi.mock('@/phone/session', () => ({ useSession: () => ({ here: () => person }) }))

beforeEach(() => {
  person = aPerson()
})

const put = (id: string, change: Partial<ActionItem>) =>
  person.db.outbox.put({ id, kind: 'action', caseId: 'c', action: 'handle', state: 'waiting', createdAt: 1, photoHashes: [], sentAt: null, ...change } as never)

describe('what is pending on a case', () => {
  it('is there at once, in order, without what has arrived or belongs elsewhere', async () => {
    await put('second', { createdAt: 2, action: 'handle' })
    await put('first', { createdAt: 1, action: 'accept' })
    await put('done', { state: 'sent', sentAt: 77 })
    await put('other', { caseId: 'd' })
    await put('report', { kind: 'report' as never })
    const { pending, lastSentAt } = inScope(() => usePending(() => 'c')).used
    await vi.waitFor(() => expect(pending.value.map((item) => item.id)).toEqual(['first', 'second']))
    expect(lastSentAt.value).toBe(77)
    await put('third', { createdAt: 3, action: 'comment' })
    await vi.waitFor(() => expect(pending.value).toHaveLength(3))
  })

  it('is known to lists by its latest', async () => {
    await put('first', { createdAt: 1, action: 'accept' })
    await put('second', { createdAt: 2, action: 'handle', state: 'conflict' })
    const byCase = inScope(() => usePendingByCase()).used
    await vi.waitFor(() => expect(byCase.value.get('c')?.id).toBe('second'))
    expect(byCase.value.get('d')).toBeUndefined()
  })
})

describe('a decision under way', () => {
  const item = (action: ActionItem['action'], state: ActionItem['state']) => ({ action, state }) as ActionItem

  it('is one that changes whose turn it is, submitted and not answered', () => {
    expect(decided([item('handle', 'waiting')])).toBe(true)
    expect(decided([item('verify_fail', 'conflict')])).toBe(true)
    expect(decided([item('handle', 'draft')])).toBe(false)
    expect(decided([item('comment', 'waiting'), item('accept', 'sending')])).toBe(false)
    expect(submitted(item('accept', 'refused'))).toBe(true)
  })
})
