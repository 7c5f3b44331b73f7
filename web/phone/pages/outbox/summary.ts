// One item of the outbox in words: what it is, where it belongs and how it stands.

import { onTheWall } from '@/words/city-clock'
import type { Words } from '@/words/zh'
import type { OutboxItem } from '../../offline/outbox/types'

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

/** Today's by the hour, others with their day; on the city's clock. */
export function clock(at: number, withSeconds = false): string {
  const [there, now] = [onTheWall(at), onTheWall(Date.now())]
  const two = (n: number) => String(n).padStart(2, '0')
  const time = `${two(there.getUTCHours())}:${two(there.getUTCMinutes())}${withSeconds ? `:${two(there.getUTCSeconds())}` : ''}`
  const day = (wall: Date) => wall.toISOString().slice(0, 10)
  return day(there) === day(now) ? time : `${day(there).slice(5)} ${time}`
}
