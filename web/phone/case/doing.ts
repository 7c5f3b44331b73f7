// Where an action of a case is done: on a page of its own, in a form, or with the one tap. Which actions there are says
// the server's `available_actions` alone.

import type { Case } from '@/api/types'
import type { ActionName } from './useActionDraft'

/** The next step of a case first, then its exceptions, then what is always possible. */
const BY_WEIGHT: ActionName[] = [
  'handle', 'verify_pass', 'verify_fail', 'accept', 'dispatch', 'resume', 'grant_extension', 'refuse_extension',
  'return', 'request_extension', 'suspend', 'remind', 'comment', 'confirm_falsified', 'void',
]

export interface Doing {
  action: ActionName
  /** Null: it is done with the tap. */
  path: string | null
  /** Passing and failing are decided on one page. */
  kind: 'action' | 'verify'
}

export function pathOf(action: ActionName, id: string): string | null {
  switch (action) {
    case 'accept':
      return null
    case 'handle':
      return `/case/${id}/handle`
    case 'verify_pass':
      return `/case/${id}/verify`
    case 'verify_fail':
      return `/case/${id}/verify?result=fail`
    default:
      return `/case/${id}/act/${action}`
  }
}

/** What the person can do here, the next step first. */
export function doings(of: Case): Doing[] {
  const possible = BY_WEIGHT.filter((action) => of.available_actions.includes(action))
  const first = possible.find(isVerifying)
  return possible
    .filter((action) => !isVerifying(action) || action === first)
    .map((action) => (isVerifying(action) ? { action, path: `/case/${of.id}/verify`, kind: 'verify' } : { action, path: pathOf(action, of.id), kind: 'action' }))
}

function isVerifying(action: ActionName): boolean {
  return action === 'verify_pass' || action === 'verify_fail'
}
