// A report belongs to the running campaigns that name its kind and its place.

import { describe, expect, it } from 'vitest'
import type { Campaign, ZoneCollection } from '@/api/types'
import type { ReportContent } from '../../db/outbox'
import { campaignOf, campaignsFor, choicesOf, chosenCampaign } from './campaigns'

const ADS = { scheme: 's', code: '02-01' }
const CARS = { scheme: 's', code: '05-05' }
const ZONE = { id: 'z', code: 'jiefang', district: { id: 'd1' }, valid_from: '2025-01-01T00:00:00Z', valid_to: null, version: 1 }

const zones = {
  type: 'FeatureCollection',
  features: [{ type: 'Feature', id: 'z', geometry: { type: 'Polygon', coordinates: [[[105.72, 34.58], [105.73, 34.58], [105.73, 34.59], [105.72, 34.59], [105.72, 34.58]]] }, properties: ZONE }],
} as unknown as ZoneCollection

function campaign(id: string, change: Partial<Campaign> = {}): Campaign {
  return { id, categories: [{ ...ADS, name: '非法小广告' }], zones: [], districts: [], from: '2026-03-01T00:00:00Z', to: '2026-03-31T00:00:00Z', ...change } as Campaign
}

const inside = { lon: 105.725, lat: 34.585, crs: 'wgs84' as const, accuracy_m: 8, source: 'device' as const }
const report = (change: Partial<ReportContent> = {}): ReportContent => ({
  category: ADS, categoryName: '牛皮癣', position: inside, capturedAt: '2026-03-10T00:00:00Z', description: '', address: null, mode: 'routine', campaignId: null, ...change,
})
const limits = { near: { least_m: 30, most_m: 50, duplicate_m: 50 } }
const covering = (campaigns: Campaign[], content = report()) => campaignsFor({ zones, limits, campaigns }, content)?.map((one) => one.id)

describe('the campaigns of a report', () => {
  it.each<[string, Partial<Campaign>, boolean]>([
    ['the whole city', {}, true],
    ['its zone', { zones: [{ id: 'older', code: 'jiefang', name: '', version: 1 }] }, true],
    ['its district', { districts: [{ id: 'd1', code: 'd1', name: '' }] }, true],
    ['another zone', { zones: [{ id: 'x', code: 'nanhu', name: '', version: 1 }] }, false],
    ['another district', { districts: [{ id: 'd2', code: 'd2', name: '' }] }, false],
    ['another kind', { categories: [{ ...CARS, name: '' }] }, false],
    ['a time before', { to: '2026-03-10T00:00:00Z' }, false],
    ['a time to come', { from: '2026-03-10T00:00:01Z' }, false],
  ])('one for %s: %s', (_, change, expected) => {
    expect(covering([campaign('c', change)])).toEqual(expected ? ['c'] : [])
  })

  it('come narrowest first, then the one that ends first', () => {
    const narrow = campaign('narrow', { districts: [{ id: 'd1', code: 'd1', name: '' }] })
    expect(covering([campaign('long'), campaign('short', { to: '2026-03-20T00:00:00Z' }), narrow])).toEqual(['narrow', 'short', 'long'])
  })

  it('outside every zone are those for the whole city', () => {
    const away = report({ position: { ...inside, lon: 106 } })
    expect(covering([campaign('all'), campaign('some', { zones: [{ id: 'z', code: 'jiefang', name: '', version: 1 }] })], away)).toEqual(['all'])
  })

  it('are not known before kind and place are', () => {
    expect(covering([campaign('c')], report({ category: null }))).toBeUndefined()
    expect(covering([campaign('c')], report({ position: null }))).toBeUndefined()
  })

  it('are not known before their list was fetched', () => {
    expect(campaignsFor({ zones, limits, campaigns: null }, report())).toBeNull()
  })

  it('are not known outside every polygon while the phone does not know how far a zone reaches', () => {
    const district = campaign('c', { districts: [{ id: 'd1', code: 'd1', name: '' }] })
    const justOutside = report({ position: { ...inside, lon: 105.7302 } })
    expect(campaignsFor({ zones, limits: null, campaigns: [district] }, justOutside)).toBeNull()
    expect(campaignsFor({ zones, limits: null, campaigns: [district] }, report())).toEqual([district])
    expect(campaignsFor({ zones, limits, campaigns: [district] }, justOutside)).toEqual([district])
  })
})

describe('the campaign it names', () => {
  const two = [campaign('a'), campaign('b')]
  const listed = [...two, campaign('elsewhere')]

  it.each<[string, Partial<ReportContent>, string | null]>([
    ['is suggested', {}, 'a'],
    ['is the visit’s or the chosen one', { campaignId: 'b' }, 'b'],
    ['is none when the person says so', { campaignId: null, campaignChosen: true }, null],
    ['is never a listed one that does not cover it', { campaignId: 'elsewhere' }, 'a'],
    ['stays although it has left the list', { campaignId: 'over' }, 'over'],
    ['stays as chosen although it has left the list', { campaignId: 'over', campaignChosen: true }, 'over'],
  ])('%s', (_, content, expected) => {
    expect(campaignOf(listed, two, report(content))).toBe(expected)
  })

  it('is none where none covers it', () => {
    expect(campaignOf(listed, [], report({ campaignId: 'elsewhere' }))).toBeNull()
    expect(campaignOf(listed, [], report())).toBeNull()
  })

  it('stays on a draft of its days when it ends before the draft is taken up again', () => {
    const draft = report({ campaignId: 'ended' })
    const ended = campaign('ended', { to: '2026-03-20T00:00:00Z' })
    const running = campaign('running')
    for (const listed of [[ended, running], [running], []]) {
      expect(campaignOf(listed, campaignsFor({ zones, limits, campaigns: listed }, draft)!, draft)).toBe('ended')
    }
  })
})

describe('the campaigns to choose from', () => {
  const [a, b] = [campaign('a', { name: '甲' }), campaign('b', { name: '乙' })]

  it.each<[string, Campaign[] | null, Campaign[] | null, string | null, [string, string | null][]]>([
    ['those that cover it', [a, b], [a], 'a', [['a', '甲']]],
    ['one that is not known to cover it yet', [a, b], null, 'b', [['b', '乙']]],
    ['one that has left the list', [a], [a], 'over', [['over', null], ['a', '甲']]],
    ['one before any list', null, null, 'over', [['over', null]]],
    ['none', [a], [], null, []],
  ])('%s', (_, listed, covering, campaignId, expected) => {
    expect(choicesOf(listed, covering, [campaignId]).map(({ id, name }) => [id, name])).toEqual(expected)
  })
  it('keep the one the report named first, which is over, when the person says none and changes back', () => {
    const named = report({ campaignId: 'over' })
    const none = { ...named, ...chosenCampaign(named, null) }
    expect(none).toMatchObject({ campaignId: null, campaignChosen: true })
    const ids = ({ campaignId, firstCampaignId }: ReportContent) => choicesOf([a], [a], [campaignId, firstCampaignId]).map(({ id }) => id)
    expect(ids(none)).toEqual(['over', 'a'])
    const other = { ...none, ...chosenCampaign(none, 'a') }
    expect(ids(other)).toEqual(['over', 'a'])
    expect(campaignOf([a], [a], { ...other, ...chosenCampaign(other, 'over') })).toBe('over')
  })
})
