// One list of the own visits: those that still wait on the phone and those the server knows, each once, the latest first.

import type { OutboxItem } from '../db/outbox'
import type { Visit } from './wire'

export interface MyVisit {
  id: string
  zoneName: string
  startedAt: string
  endedAt: string | null
  /** Null: the server has not counted yet. */
  findings: number | null
  state: 'told' | 'waiting' | 'refused'
}

export function myVisits(items: OutboxItem[], told: Visit[]): MyVisit[] {
  const known = new Set(told.map((visit) => visit.id))
  const here = items.flatMap((item): MyVisit[] => {
    if (item.kind !== 'visit' || known.has(item.id)) return []
    const { zoneName, startedAt, endedAt } = item.visit
    const state = item.state === 'refused' ? 'refused' : item.state === 'sent' ? 'told' : 'waiting'
    return [{ id: item.id, zoneName, startedAt, endedAt, findings: null, state }]
  })
  const there = told.map((visit): MyVisit => ({
    id: visit.id,
    zoneName: visit.zone.name,
    startedAt: visit.started_at,
    endedAt: visit.ended_at ?? null,
    findings: visit.findings,
    state: 'told',
  }))
  return [...here, ...there].sort((a, b) => Date.parse(b.startedAt) - Date.parse(a.startedAt))
}
