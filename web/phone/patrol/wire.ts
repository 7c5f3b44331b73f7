// Visits and campaigns as the server tells them.

import type { Schemas } from '@/api/types'

export type Visit = Schemas['Visit']
export type Campaign = Schemas['Campaign']
export type CampaignCases = Schemas['CampaignCases']
