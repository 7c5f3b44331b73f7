// Visits and campaigns as the server tells them.

import type { Schemas } from '@/api/types'

export type { Campaign } from '@/api/types'

export type Visit = Schemas['Visit']
export type CampaignCases = Schemas['CampaignCases']
