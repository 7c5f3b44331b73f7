// One item of the outbox in words: what it is, where it belongs and how it stands.

import { clock, moment } from '@/words/format'
import type { Words } from '@/words/zh'
import type { OutboxItem } from '../../db/outbox'

const HOUR_MS = 3_600_000

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
  if (item.state === 'waiting' && item.nextAt > now) {
    // A day's share of photos may be hours away.
    const at = item.nextAt - now > HOUR_MS ? moment(item.nextAt, now) : clock(item.nextAt, true)
    return item.attempts > 0 ? w.outbox.retryAt(at) : w.outbox.sendAt(at)
  }
  if (item.state === 'sent' && item.held) return w.outbox.sentHeld
  return w.outbox.state[item.state]
}
