// Which running campaigns a report belongs to: by kind of problem, place and moment, as the campaigns say themselves.

import type { Campaign } from '@/api/types'
import type { ReportContent } from '../../offline/outbox/types'
import type { Reference } from '../../offline/reference'
import { locate, type Near } from '../../place/locate'
import { zoneOf } from '../../place/zones'
import { sameCategory } from './categories'

type City = Pick<Reference, 'zones' | 'campaigns'> & { limits: Near | null }

/** The narrowest first, then the one that ends first. Null while kind or place are open: nothing can be said yet. */
export function campaignsFor(city: City, { category, position, capturedAt }: ReportContent): Campaign[] | null {
  if (!category || !position) return null
  const at = Date.parse(capturedAt)
  const { found } = locate({ ...city, rules: null }, category, position, at)
  const zone = zoneOf(found)
  const covers = ({ categories, zones, districts, from, to }: Campaign) =>
    categories.some((one) => sameCategory(one, category)) &&
    Date.parse(from) <= at &&
    at < Date.parse(to) &&
    (isCityWide({ zones, districts }) || (zone !== null && isIn({ zones, districts }, zone.properties)))
  return city.campaigns.filter(covers).sort((a, b) => Number(isCityWide(a)) - Number(isCityWide(b)) || Date.parse(a.to) - Date.parse(b.to))
}

/** What the report should name: the person's own choice or its visit's campaign where that covers it, else the first. */
export function campaignOf(covering: Campaign[], { campaignId, campaignChosen }: ReportContent): string | null {
  const isNone = campaignId === null && campaignChosen === true
  if (isNone || covering.some((one) => one.id === campaignId)) return campaignId
  return covering[0]?.id ?? null
}

type Where = Pick<Campaign, 'zones' | 'districts'>

function isCityWide({ zones, districts }: Where): boolean {
  return zones.length === 0 && districts.length === 0
}

function isIn({ zones, districts }: Where, zone: { code: string; district: { id: string } }): boolean {
  return zones.some((one) => one.code === zone.code) || districts.some((one) => one.id === zone.district.id)
}
