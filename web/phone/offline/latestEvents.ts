// What happened to a case, as far as a phone keeps it: the latest two hundred events. Hardly a case has more; one that somebody
// has talked to death must not fill phones.

import type { Client } from '@/api/client'
import type { CaseEvent } from '@/api/types'

export const MOST_EVENTS = 200

/** The oldest first. */
export async function latestEvents(client: Client, id: string): Promise<CaseEvent[]> {
  const page = await client.get('/api/v1/cases/{id}/events', { path: { id }, query: { sort: '-seq', limit: MOST_EVENTS } })
  return [...page.items].sort((a, b) => a.seq - b.seq)
}
