// Back to the case after a form was sent, without leaving the form in the history.

import type { Router } from 'vue-router'

export function leaveForm(router: Router, caseId: string): void {
  const came = window.history.state?.back
  if (came === `/case/${caseId}`) router.back()
  else void router.replace(`/case/${caseId}`)
}
