// How moments, spans, ways and sizes are said.

import { afterEach, describe, expect, it } from 'vitest'
import { clock, date, list, moment, size, span, stopwatch, way } from './format'
import { setLanguage } from './words'

/** On the city's wall, whatever the zone this runs in. */
const at = (year: number, month: number, day: number, hour: number, minute: number) => Date.UTC(year, month, day, hour - 8, minute)
const NOW = at(2026, 2, 2, 10, 0)

afterEach(() => setLanguage('zh'))

describe('in Chinese', () => {
  it('says when', () => {
    expect(moment(at(2026, 2, 2, 9, 5), NOW)).toBe('今天 09:05')
    expect(moment(at(2026, 2, 1, 23, 59), NOW)).toBe('昨天 23:59')
    expect(moment(at(2026, 1, 27, 0, 5), NOW)).toBe('2月27日 00:05')
    expect(moment(at(2025, 11, 31, 8, 0), NOW)).toBe('2025年12月31日 08:00')
  })

  it('says the city’s day and hour where the phone is an ocean away', () => {
    // 1 March, 17:30 UTC is 2 March, 01:30 in the city.
    expect(moment('2026-03-01T17:30:00Z', NOW)).toBe('今天 01:30')
    expect(date('2026-03-01T17:30:00Z')).toBe('2026年3月2日')
    expect(clock(Date.parse('2026-03-01T17:30:00Z'))).toBe('03-02 01:30')
  })

  it('says how long, how far and how much', () => {
    expect(span(59_000)).toBe('0分钟')
    expect(span(65 * 60_000)).toBe('1小时 5分钟')
    expect(stopwatch(3_909_000)).toBe('01:05:09')
    expect(stopwatch(-5)).toBe('00:00:00')
    expect(way(849.6)).toBe('850米')
    expect(way(1_234)).toBe('1.2公里')
    expect(list(['青岚区', '南环路', '人民巷'])).toBe('青岚区、南环路和人民巷')
    expect(list([])).toBe('')
    expect(size(430 * 1024)).toBe('0.4 MB')
    expect(size(3 * 1024 ** 3)).toBe('3 GB')
  })
})

it('says the same in English', async () => {
  await setLanguage('en')
  expect(moment(at(2026, 2, 2, 9, 5), NOW)).toBe('today 09:05')
  expect(moment(at(2026, 1, 27, 0, 5), NOW)).toBe('27 Feb 00:05')
  expect(span(65 * 60_000)).toBe('1 hr 5 mins')
  expect(way(1_234)).toBe('1.2 km')
  expect(size(12.4 * 1024 ** 2)).toBe('12 MB')
})
