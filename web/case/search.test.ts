// Searching what is on the phone.

import { describe, expect, it } from 'vitest'
import { aCase } from '@/api/sample'
import { found } from './search'

const cases = [
  aCase({ id: 'old', number: '20261120-0001', description: '电线杆小广告', reported_at: '2026-11-20T01:00:00Z' }),
  aCase({ id: 'new', number: '20261121-0002', description: '墙面小广告', address: '建设路', reported_at: '2026-11-21T01:00:00Z' }),
  aCase({ id: 'road', number: '20261121-0003', category: { scheme: 'GBT30428-2013-event', code: '01-10', name: '道路破损' }, description: '坑' }),
]
const ids = (text: string, category: string | null = null) => found(cases, { text, category }).map((one) => one.id)

describe('searching on the phone', () => {
  it('finds by number, also a part of it', () => {
    expect(ids('20261120-0001')).toEqual(['old'])
    expect(ids('0002')).toEqual(['new'])
  })

  it('finds by words, all of which must be there, the newest first', () => {
    expect(ids('小广告')).toEqual(['new', 'old'])
    expect(ids('小广告 建设路')).toEqual(['new'])
    expect(ids('井盖')).toEqual([])
  })

  it('finds by kind', () => {
    expect(ids('', 'GBT30428-2013-event:01-10')).toEqual(['road'])
    expect(ids('小广告', 'GBT30428-2013-event:01-10')).toEqual([])
  })
})
