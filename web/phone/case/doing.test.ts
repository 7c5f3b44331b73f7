// The server's word decides what is offered; the next step stands first.

import { describe, expect, it } from 'vitest'
import { doings } from './doing'
import { aCase } from './sample'

describe('what can be done', () => {
  it('is what the server offers, the next step first', () => {
    const offered = doings(aCase({ id: 'c', available_actions: ['comment', 'return', 'accept', 'handle', 'request_extension'] }))
    expect(offered.map(({ action }) => action)).toEqual(['handle', 'accept', 'return', 'request_extension', 'comment'])
    expect(offered.map(({ path }) => path)).toEqual(['/case/c/handle', null, '/case/c/act/return', '/case/c/act/request_extension', '/case/c/act/comment'])
  })

  it('brings passing and failing together', () => {
    expect(doings(aCase({ id: 'c', available_actions: ['verify_fail', 'verify_pass', 'comment'] }))).toEqual([
      { action: 'verify_pass', path: '/case/c/verify', kind: 'verify' },
      { action: 'comment', path: '/case/c/act/comment', kind: 'action' },
    ])
  })

  it('is nothing where nothing is offered, and leaves out what nobody asks for', () => {
    expect(doings(aCase({ available_actions: [] }))).toEqual([])
    expect(doings(aCase({ available_actions: ['report', 'escalate'] }))).toEqual([])
  })
})
