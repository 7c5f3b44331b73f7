// One item of the outbox in words: what it is, where it belongs and how it stands.

import { clock } from '@/words/format'
import type { Words } from '@/words/zh'
import type { OutboxItem } from '../../db/outbox'

export function titleOf(item: OutboxItem, w: Words): string {
  switch (item.kind) {
    case 'report':
      return item.report.categoryName || w.outbox.noCategory
    case 'action':
      return w.outbox.action[item.action] ?? item.action
    case 'visit':
      return `${w.outbox.kind.visit} · ${item.visit.zoneName}`
  }
}

export function placeOf(item: OutboxItem, w: Words): string {
  const parts = [clock(item.createdAt)]
  if (item.caseNumber) parts.push(w.outbox.onCase(item.caseNumber))
  else if (item.photos.length > 0) parts.push(w.outbox.photos(item.photos.length))
  return parts.join(' · ')
}

export function stateOf(item: OutboxItem, share: number | undefined, now: number, w: Words): string {
  if (item.state === 'sending' && share !== undefined) return w.outbox.sending(Math.round(share * 100))
  if (item.state === 'waiting' && item.attempts > 0 && item.nextAt > now) return w.outbox.retryAt(clock(item.nextAt, true))
  return w.outbox.state[item.state]
}
