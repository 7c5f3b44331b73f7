// Sending a form about a case: all of it or nothing, with words for what keeps it here. Whatever fails, what was typed and
// taken stays on the page.

import { ref } from 'vue'
import { useRouter } from 'vue-router'
import type { ActionDraft } from '@/phone/case/useActionDraft'
import { note } from '@/phone/db/device'
import { failureText } from '@/phone/failure'
import { useGuard } from '@/phone/photo/useGuard'
import { useWords } from '@/words/words'
import { leaveForm } from './leave'

/** `drafts`: all that the page writes. */
export function useForm(caseId: () => string, drafts: ActionDraft[]) {
  const w = useWords()
  const router = useRouter()
  const sending = ref(false)
  const said = ref('')

  useGuard({
    atRisk: () => drafts.some(({ taking, unsaved }) => taking.atRisk.value || unsaved.value),
    busy: () => drafts.some(({ taking }) => taking.preparing.value > 0),
    save: () => Promise.all(drafts.map((draft) => draft.flush())),
  })

  async function send(draft: ActionDraft, content: Record<string, unknown>): Promise<void> {
    sending.value = true
    said.value = ''
    try {
      const gaps = await draft.send(content)
      if (gaps.length > 0) {
        said.value = gaps.map((gap) => w.handle.lacks[gap]).join('；')
        return
      }
      // It is on its way; what else was begun here must not hold it back.
      for (const other of drafts) if (other !== draft) await other.drop().catch((fault: unknown) => note('draft', String(fault)))
      leaveForm(router, caseId())
    } catch (fault) {
      void note('draft', String(fault))
      said.value = failureText(fault)
    } finally {
      sending.value = false
    }
  }

  return { sending, said, send }
}
