// Each action has its page, and accepting has none.

import { expect, it } from 'vitest'
import { aCase } from '@/api/sample'
import { doings } from '@/case/doing'
import { pathOf, pathOfDoing } from './paths'

it('leads to a page, a form, or nowhere', () => {
  const of = aCase({ id: 'c', available_actions: ['comment', 'return', 'accept', 'handle', 'verify_fail', 'verify_pass'] })
  expect(doings(of).map((one) => [one.action, pathOfDoing(one, 'c')])).toEqual([
    ['handle', '/case/c/handle'],
    ['verify_pass', '/case/c/verify'],
    ['accept', null],
    ['return', '/case/c/act/return'],
    ['comment', '/case/c/act/comment'],
  ])
  expect(pathOf('verify_fail', 'c')).toBe('/case/c/verify?result=fail')
})
