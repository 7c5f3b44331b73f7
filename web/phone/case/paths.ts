// Where an action of a case is done on the phone: on a page of its own, in a form, or with the one tap.

import type { ActionName } from '@/api/types'
import type { Doing } from '@/case/doing'

/** Null: it is done with the tap. */
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

/** Passing and failing begin on one page, with neither chosen. */
export function pathOfDoing({ action, kind }: Doing, id: string): string | null {
  return kind === 'verify' ? `/case/${id}/verify` : pathOf(action, id)
}
