// The kinds of problem come in the order in which they are likely.

import { describe, expect, it } from 'vitest'
import type { Category } from '@/api/types'
import { zh } from '@/words/zh'
import { offered, searched, wholeName, withRecent } from './categories'

const category = (code: string, name: string, campaign_word = '', active = true): Category => ({
  scheme: 's',
  code,
  name,
  campaign_word,
  active,
  urgent: false,
  limit: { value: 24, unit: 'hour' },
})
const ALL = [category('01-02', '暴露垃圾'), category('02-01', '非法小广告', '牛皮癣'), category('05-05', '机动车乱停放', '乱停乱放'), category('09', '旧类', '', false)]
const codes = (list: Category[]) => list.map((one) => one.code)

describe('what is offered', () => {
  it('puts what was just used first, then the campaigns, and each kind once; what is not active never', () => {
    const { recent, campaign, others } = offered(ALL, [{ scheme: 's', code: '05-05' }, { scheme: 's', code: '09' }, { scheme: 'other', code: '01-02' }])
    expect([codes(recent), codes(campaign), codes(others)]).toEqual([['05-05'], ['02-01'], ['01-02']])
  })
})

describe('searching', () => {
  it.each([
    ['牛皮', ['02-01']],
    ['垃圾', ['01-02']],
    ['05', ['05-05']],
    ['乱停 机动', ['05-05']],
    ['旧类', []],
  ])('%s', (question, found) => {
    expect(codes(searched(ALL, question))).toEqual(found)
  })
})

it('names a kind as the lists of cases do, with the word it was chosen by', () => {
  expect(ALL.map((one) => wholeName(one, zh))).toEqual(['暴露垃圾', '非法小广告（牛皮癣）', '机动车乱停放（乱停乱放）', '旧类'])
})

describe('what was used', () => {
  it('is kept with the latest first, each once, and not for ever', () => {
    let recent = [...'abcdefgh'].reduce((list, code) => withRecent(list, { scheme: 's', code }), [] as { scheme: string; code: string }[])
    recent = withRecent(recent, { scheme: 's', code: 'd' })
    expect(recent.map((key) => key.code)).toEqual([...'dhgfecba'])
    expect(withRecent(recent, { scheme: 's', code: 'z' })).toHaveLength(8)
  })
})
