// The outbox as rows: what needs the person first, then drafts, what waits, and what was delivered lately.

import type { OutboxItem, OutboxState } from '../../db/outbox'

export const GROUPS = ['trouble', 'draft', 'waiting', 'sent'] as const
export type Group = (typeof GROUPS)[number]

export type OutboxRow =
  | { kind: 'heading'; key: string; height: number; group: Group; count: number }
  | { kind: 'item'; key: string; height: number; item: OutboxItem }

export const HEADING_PX = 44
export const ITEM_PX = 96

export function groupOf(state: OutboxState): Group {
  switch (state) {
    case 'refused':
    case 'conflict':
      return 'trouble'
    case 'draft':
      return 'draft'
    case 'waiting':
    case 'sending':
      return 'waiting'
    case 'sent':
      return 'sent'
  }
}

/** `items` with the latest first. What waits is shown in the order it will go. */
export function rowsOf(items: OutboxItem[]): OutboxRow[] {
  return GROUPS.flatMap((group) => {
    const members = items.filter((item) => groupOf(item.state) === group)
    if (members.length === 0) return []
    if (group === 'waiting') members.reverse()
    if (group === 'sent') members.sort((a, b) => (b.sentAt ?? 0) - (a.sentAt ?? 0))
    const heading: OutboxRow = { kind: 'heading', key: group, height: HEADING_PX, group, count: members.length }
    return [heading, ...members.map((item): OutboxRow => ({ kind: 'item', key: item.id, height: ITEM_PX, item }))]
  })
}

/** What a person may do with an item in its state, the likeliest first. */
export type Deed = 'continue' | 'edit' | 'asNew' | 'retry' | 'sendNow' | 'redo' | 'drop' | 'cancel' | 'remove' | 'show'

export function deedsFor(item: OutboxItem, stillPossible: boolean): Deed[] {
  const isReport = item.kind === 'report'
  switch (item.state) {
    case 'draft':
      return item.kind === 'visit' ? ['sendNow', 'remove'] : ['continue', 'remove']
    case 'waiting':
      if (item.maybeSent) return ['retry']
      return item.attempts > 0 ? ['retry', 'cancel'] : ['sendNow', 'cancel']
    case 'sending':
      return item.maybeSent ? [] : ['cancel']
    case 'refused':
      if (isReport && item.problem?.code === 'id_conflict') return ['asNew', 'remove']
      return item.kind === 'visit' ? ['retry', 'remove'] : ['edit', 'retry', 'remove']
    case 'conflict':
      return stillPossible ? ['redo', 'drop', 'show'] : ['drop', 'show']
    case 'sent':
      return item.caseId ? ['show', 'remove'] : ['remove']
  }
}

/** The page on which an item is written. */
export function pathOf(item: OutboxItem): string {
  if (item.kind === 'report') return `/report?draft=${item.id}`
  if (item.kind === 'visit') return '/patrol'
  if (item.action === 'handle') return `/case/${item.caseId}/handle`
  if (item.action === 'verify_pass' || item.action === 'verify_fail') return `/case/${item.caseId}/verify`
  return `/case/${item.caseId}/act/${item.action}`
}

/** The words that say what the state means for the person. */
export type Advice = 'draft' | 'waiting' | 'uncertain' | 'sent' | 'refused' | 'conflict' | 'id_conflict' | 'photo_lost' | 'not_mine'

export function adviceFor(item: OutboxItem): Advice {
  if (item.state === 'refused') {
    const code = item.problem?.code
    if (item.kind === 'visit' && code === 'forbidden') return 'not_mine'
    return code === 'id_conflict' || code === 'photo_lost' ? code : 'refused'
  }
  if (item.state !== 'waiting' && item.state !== 'sending') return item.state
  return item.maybeSent ? 'uncertain' : 'waiting'
}
