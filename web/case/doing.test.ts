// The server's word decides what is offered; the next step stands first.

import { describe, expect, it } from 'vitest'
import { aCase } from '@/api/sample'
import { doings } from './doing'

describe('what can be done', () => {
  it('is what the server offers, the next step first', () => {
    const offered = doings(aCase({ id: 'c', available_actions: ['comment', 'return', 'accept', 'handle', 'request_extension'] }))
    expect(offered.map(({ action }) => action)).toEqual(['handle', 'accept', 'return', 'request_extension', 'comment'])
  })

  it('brings passing and failing together', () => {
    expect(doings(aCase({ id: 'c', available_actions: ['verify_fail', 'verify_pass', 'comment'] }))).toEqual([
      { action: 'verify_pass', kind: 'verify' },
      { action: 'comment', kind: 'action' },
    ])
  })

  it('is nothing where nothing is offered, and leaves out what nobody asks for', () => {
    expect(doings(aCase({ available_actions: [] }))).toEqual([])
    expect(doings(aCase({ available_actions: ['report', 'escalate'] }))).toEqual([])
  })
})
