// Visits and campaigns to read, also without network.

import { allOf } from '@/api/pages'
import { useSession } from '@/phone/session'
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
  return useCached('campaigns', (client, signal) => allOf((query) => client.get('/api/v1/campaigns', { query, signal })))
}

/** With its zones, which a list does not carry. */
export function useCampaign(id: string): Cached<Campaign> {
  return useCached(`campaign-${id}`, (client, signal) => client.get('/api/v1/campaigns/{id}', { path: { id }, signal }))
}
