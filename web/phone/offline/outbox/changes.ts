// What has happened to a case since the person decided what to do with it: the explanation of a conflict.

import type { Client } from '@/api/client'
import type { Case, CaseEvent } from '@/api/types'
import { MOST_EVENTS } from '../latestEvents'
import type { ActionItem } from '../../db/outbox'

export interface Changes {
  case: Case
  /** After the version the person saw, the oldest first. */
  events: CaseEvent[]
  /** The action is still possible on the present version. */
  stillPossible: boolean
}

export async function changesSince(item: ActionItem, client: Client): Promise<Changes> {
  const path = { id: item.caseId }
  const present = await client.get('/api/v1/cases/{id}', { path })
  const events = await client.get('/api/v1/cases/{id}/events', { path, query: { after: item.expectedVersion, limit: MOST_EVENTS } })
  return {
    case: present,
    events: events.items.filter((event) => event.seq > item.expectedVersion),
    stillPossible: present.available_actions.includes(item.action),
  }
}
