// Visits and campaigns to read, also without network.

import type { Client } from '@/api/client'
import { useSession } from '@/stores/session'
import { useCached, type Cached } from '../offline/cached'
import type { Campaign, Visit } from './wire'

const VISITS_SHOWN = 100

/** The own ones, the latest first. Some people see others' too, which are no business of this list. */
export function useVisits(): Cached<Visit[]> {
  const inspector = useSession().me?.id
  return useCached('visits', async (client, signal) => {
    const query = { limit: VISITS_SHOWN, ...(inspector ? { inspector } : {}) }
    return (await client.get('/api/v1/visits', { query, signal })).items
  })
}

export function useCampaigns(): Cached<Campaign[]> {
  return useCached('campaigns', allCampaigns)
}

/** With its zones, which a list does not carry. */
export function useCampaign(id: string): Cached<Campaign> {
  return useCached(`campaign-${id}`, (client, signal) => client.get('/api/v1/campaigns/{id}', { path: { id }, signal }))
}

async function allCampaigns(client: Client, signal: AbortSignal): Promise<Campaign[]> {
  const campaigns: Campaign[] = []
  let cursor: string | null | undefined
  do {
    const page = await client.get('/api/v1/campaigns', { query: { limit: 200, ...(cursor ? { cursor } : {}) }, signal })
    campaigns.push(...page.items)
    cursor = page.next_cursor
  } while (cursor)
  return campaigns
}
