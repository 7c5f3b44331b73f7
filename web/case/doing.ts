// What a person can do with a case, in the order it is offered. Which actions there are says the server's
// `available_actions` alone; where each is done is the app's.

import type { ActionName, Case } from '@/api/types'

/** The next step of a case first, then its exceptions, then what is always possible. */
const BY_WEIGHT: ActionName[] = [
  'handle', 'verify_pass', 'verify_fail', 'accept', 'dispatch', 'resume', 'grant_extension', 'refuse_extension',
  'return', 'request_extension', 'suspend', 'remind', 'comment', 'confirm_falsified', 'void',
]

export interface Doing {
  action: ActionName
  /** Passing and failing are decided on one page. */
  kind: 'action' | 'verify'
}

/** What the person can do here, the next step first. */
export function doings(of: Case): Doing[] {
  const possible = BY_WEIGHT.filter((action) => of.available_actions.includes(action))
  const first = possible.find(isVerifying)
  return possible
    .filter((action) => !isVerifying(action) || action === first)
    .map((action) => ({ action, kind: isVerifying(action) ? 'verify' : 'action' }))
}

function isVerifying(action: ActionName): boolean {
  return action === 'verify_pass' || action === 'verify_fail'
}
