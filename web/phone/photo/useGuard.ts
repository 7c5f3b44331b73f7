// What exists on a page only must not go without a word: not with the page, and not with an update of the app.

import { onScopeDispose } from 'vue'
import { onBeforeRouteLeave } from 'vue-router'
import { useWords } from '@/words/words'
import { saveBeforeUpdate } from '../shell/update'

export interface Guarded {
  /** Going would lose something. */
  atRisk: () => boolean
  /** It is being kept just now. */
  busy: () => boolean
  /** Before an update. */
  save: () => Promise<unknown>
}

/** Gives the question for those who stay on the page and change what it shows. */
export function useGuard({ atRisk, busy, save }: Guarded): () => boolean {
  const w = useWords()
  const hold = (event: BeforeUnloadEvent) => (atRisk() || busy()) && event.preventDefault()
  window.addEventListener('beforeunload', hold)
  onScopeDispose(() => window.removeEventListener('beforeunload', hold))
  onScopeDispose(saveBeforeUpdate(async () => void (await save())))
  const mayGo = () => !atRisk() || window.confirm(w.report.unkeptLeave)
  onBeforeRouteLeave(mayGo)
  return mayGo
}
