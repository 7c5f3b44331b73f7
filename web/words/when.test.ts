// Times as people say them, on the city's clock and in both languages.

import { describe, expect, it } from 'vitest'
import { en } from './en'
import { zh } from './zh'
import { distanceWords, lengthWords, momentWords, stampWords } from './when'

// 21 November 2026, 20:00 in the city.
const NOW = Date.parse('2026-11-21T12:00:00Z')

describe('a moment', () => {
  it('is today, a day of this year, or a day of another', () => {
    expect(momentWords('2026-11-21T06:05:00Z', NOW, zh)).toBe('今天 14:05')
    expect(momentWords('2026-11-20T16:00:00Z', NOW, zh)).toBe('今天 00:00')
    expect(momentWords('2026-11-20T15:59:00Z', NOW, zh)).toBe('11月20日 23:59')
    expect(momentWords('2025-03-02T01:00:00Z', NOW, zh)).toBe('2025年3月2日 09:00')
  })

  it('is said in English too', () => {
    expect(momentWords('2026-11-21T06:05:00Z', NOW, en)).toBe('today 14:05')
    expect(momentWords('2026-11-20T15:59:00Z', NOW, en)).toBe('20 Nov 23:59')
    expect(momentWords('2025-03-02T01:00:00Z', NOW, en)).toBe('2 Mar 2025 09:00')
  })
})

describe('a length', () => {
  it('names the two largest parts', () => {
    const said = (minutes: number) => lengthWords(minutes * 60_000, zh)
    expect(said(0)).toBe('不足1分钟')
    expect(said(0.99)).toBe('不足1分钟')
    expect(said(1)).toBe('1分钟')
    expect(said(59.9)).toBe('59分钟')
    expect(said(200)).toBe('3小时20分')
    expect(said(24 * 60)).toBe('1天')
    expect(said(51 * 60 + 30)).toBe('2天3小时')
    expect(lengthWords(200 * 60_000, en)).toBe('3 h 20 min')
  })
})

describe('a distance', () => {
  it('is in steps a phone can vouch for', () => {
    const said = (metres: number) => distanceWords(metres, zh)
    expect([2, 33, 998].map(said)).toEqual(['5 米', '35 米', '1000 米'])
    expect([1_000, 1_240, 12_600].map(said)).toEqual(['1 公里', '1.2 公里', '13 公里'])
  })
})

describe('a stamp', () => {
  it('names the whole date on the city’s clock', () => {
    expect(stampWords('2026-11-20T16:00:30Z')).toBe('2026-11-21 00:00')
    expect(stampWords('2026-11-21T14:05:00+08:00')).toBe('2026-11-21 14:05')
  })
})
