// The outbox for pages: its items as they are now, how many are not sent yet, and what holds everything up.

import { computed } from 'vue'
import { useSession } from '@/phone/session'
import { useLive } from '../../db/live'
import { getValue } from '../../db/user'
import { PAUSE } from './sender'
import type { OutboxItem, Pause } from '../../db/outbox'

export function useOutbox() {
  const { db, outbox } = useSession().here()
  const items = useLive<OutboxItem[]>(() => db.outbox.orderBy('createdAt').reverse().toArray(), [])
  const pause = useLive<Pause | null>(() => getValue<Pause>(db, PAUSE), null)
  const unsent = computed(() => items.value.filter((item) => item.state !== 'sent' && item.state !== 'draft').length)
  return { ...outbox, items, unsent, pause }
}

/** Only the number for the tab bar, without loading the items. */
export function useUnsentCount() {
  const { db } = useSession().here()
  return useLive(() => db.outbox.where('state').anyOf('waiting', 'sending', 'refused', 'conflict').count(), 0)
}
