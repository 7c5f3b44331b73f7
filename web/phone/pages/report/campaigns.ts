// Which running campaigns a report belongs to: by kind of problem, place and moment, as the campaigns say themselves.

import type { Campaign } from '@/api/types'
import { locate, type Ground } from '@/place/locate'
import { zoneOf } from '@/place/zones'
import type { ReportContent } from '../../db/outbox'
import type { Reference } from '../../offline/reference'
import { sameCategory } from './categories'

type City = Omit<Ground, 'rules'> & Pick<Reference, 'campaigns'>

/** The narrowest first, then the one that ends first. Null while kind, place, zone or the list itself are open: nothing can
 * be said yet. */
export function campaignsFor(city: City, { category, position, capturedAt }: ReportContent): Campaign[] | null {
  if (!city.campaigns || !category || !position) return null
  const at = Date.parse(capturedAt)
  const { found } = locate({ ...city, rules: null }, category, position, at)
  if (found.match === 'unknown') return null
  const zone = zoneOf(found)
  const covers = ({ categories, zones, districts, from, to }: Campaign) =>
    categories.some((one) => sameCategory(one, category)) &&
    Date.parse(from) <= at &&
    at < Date.parse(to) &&
    (isCityWide({ zones, districts }) || (zone !== null && isIn({ zones, districts }, zone.properties)))
  return city.campaigns.filter(covers).sort((a, b) => Number(isCityWide(a)) - Number(isCityWide(b)) || Date.parse(a.to) - Date.parse(b.to))
}

/** What the report should name: the person's own choice or its visit's campaign, else the first. One that is no longer
 * listed may have run when the picture was taken; only a listed one is known not to cover it. */
export function campaignOf(listed: Campaign[], covering: Campaign[], { campaignId, campaignChosen }: ReportContent): string | null {
  if (campaignId === null && campaignChosen === true) return null
  if (campaignId !== null && (has(covering, campaignId) || !has(listed, campaignId))) return campaignId
  return covering[0]?.id ?? null
}

export interface Choice {
  id: string
  /** Null for one that the report names and the phone has no longer listed. */
  name: string | null
}

/** What the person may choose from: those that cover the report, and those it names or named whatever is known of them. */
export function choicesOf(listed: Campaign[] | null, covering: Campaign[] | null, named: (string | null | undefined)[]): Choice[] {
  const choices: Choice[] = (covering ?? []).map(({ id, name }) => ({ id, name }))
  const others = [...new Set(named)].flatMap((id) => (!id || has(choices, id) ? [] : [id]))
  return [...others.map((id) => ({ id, name: listed?.find((one) => one.id === id)?.name ?? null })), ...choices]
}

/** The person has said which. */
export function chosenCampaign({ campaignId: before, firstCampaignId }: ReportContent, campaignId: string | null): Partial<ReportContent> {
  return { campaignId, campaignChosen: true, firstCampaignId: firstCampaignId ?? before }
}

function has(list: { id: string }[], id: string): boolean {
  return list.some((one) => one.id === id)
}

type Where = Pick<Campaign, 'zones' | 'districts'>

function isCityWide({ zones, districts }: Where): boolean {
  return zones.length === 0 && districts.length === 0
}

function isIn({ zones, districts }: Where, zone: { code: string; district: { id: string } }): boolean {
  return zones.some((one) => one.code === zone.code) || districts.some((one) => one.id === zone.district.id)
}
