// What this person has done to cases and the server does not know yet: shown on the case at once.

import { computed, type ComputedRef } from 'vue'
import { useSession } from '@/phone/session'
import { useLive, useLiveOf } from '../db/live'
import type { ActionItem, OutboxItem } from '../db/outbox'

/** After one of these nothing else is to be decided until the server has answered. */
const DECISIVE: ActionItem['action'][] = ['handle', 'return', 'verify_pass', 'verify_fail', 'dispatch', 'suspend', 'resume', 'void']

/** Everything unsent on a case, drafts too, in the order it was begun. */
export function usePending(caseId: () => string) {
  const { db } = useSession().here()
  const all = useLiveOf<OutboxItem[]>(() => {
    const id = caseId()
    return () => db.outbox.where('caseId').equals(id).sortBy('createdAt')
  }, [])
  const pending = computed(() => all.value.filter((item): item is ActionItem => item.kind === 'action' && item.state !== 'sent'))
  /** When the server last acknowledged something: what the phone knows from before is old. */
  const lastSentAt = computed(() => Math.max(0, ...all.value.map((item) => item.sentAt ?? 0)))
  return { pending, lastSentAt }
}

/** For lists: the latest unsent action of each case. */
export function usePendingByCase(): ComputedRef<Map<string, ActionItem>> {
  const { db } = useSession().here()
  const items = useLive<OutboxItem[]>(
    () => db.outbox.where('state').anyOf('draft', 'waiting', 'sending', 'refused', 'conflict').sortBy('createdAt'),
    [],
  )
  return computed(() => new Map(items.value.flatMap((item) => (item.kind === 'action' ? [[item.caseId, item] as const] : []))))
}

/** On its way or stuck, in any case submitted. */
export function submitted(item: ActionItem): boolean {
  return item.state !== 'draft' && item.state !== 'sent'
}

export function decided(pending: ActionItem[]): boolean {
  return pending.some((item) => submitted(item) && DECISIVE.includes(item.action))
}
