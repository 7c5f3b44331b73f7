// The strips of a case's photos, as every page that shows them large draws them.

import type { Case, CaseEvent, CasePhoto } from '@/api/types'
import { useSession } from '@/phone/session'
import { stripOfCase, type Strip } from '@/photo/strip'
import { useWords } from '@/words/words'

export function useStrips(of: () => Case, events: () => CaseEvent[]): (photo: CasePhoto) => Strip {
  const w = useWords()
  const session = useSession()
  return (photo) => stripOfCase(photo, of(), events(), session.me, w)
}
