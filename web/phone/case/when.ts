// Moments and lengths of time as people say them. The clock on the wall is the city's, wherever the phone thinks it is.

import { computed, onScopeDispose, readonly, ref, type ComputedRef, type Ref } from 'vue'
import { useLanguage, useWords, type Language } from '@/words/words'
import type { Words } from '@/words/zh'

const CITY_TIME = 'Asia/Shanghai'
const MINUTE = 60_000

let ticking = 0
let timer = 0
const tick = ref(Date.now())

/** The present moment to within half a minute, one timer for the whole page. */
export function useNow(): Readonly<Ref<number>> {
  if (ticking++ === 0) {
    tick.value = Date.now()
    timer = window.setInterval(() => (tick.value = Date.now()), MINUTE / 2)
  }
  onScopeDispose(() => {
    if (--ticking === 0) clearInterval(timer)
  })
  return readonly(tick)
}

export interface Saying {
  /** 今天 14:05, 11月21日 14:05, 2025年11月21日 14:05 */
  moment: (at: string | number) => string
  /** 2天3小时, 3小时20分, 12分钟 */
  length: (ms: number) => string
}

export function useSaying(): { say: ComputedRef<Saying>; now: Readonly<Ref<number>> } {
  const w = useWords()
  const { language } = useLanguage()
  const now = useNow()
  const say = computed<Saying>(() => ({
    moment: (at) => momentWords(at, now.value, language.value, w),
    length: (ms) => lengthWords(ms, w),
  }))
  return { say, now }
}

export function momentWords(at: string | number, now: number, language: Language, w: Words): string {
  const date = new Date(at)
  const today = new Date(now)
  const locale = language === 'zh' ? 'zh-CN' : 'en-GB'
  const format = (options: Intl.DateTimeFormatOptions, of = date) => formatter(locale, options).format(of)
  const time = format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  const day = (of: Date) => format({ year: 'numeric', month: 'numeric', day: 'numeric' }, of)
  if (day(date) === day(today)) return w.case_.today(time)
  const year = (of: Date) => format({ year: 'numeric' }, of)
  const month = language === 'zh' ? 'long' : 'short'
  const words = format({ month, day: 'numeric', ...(year(date) === year(today) ? {} : { year: 'numeric' }) })
  return `${words} ${time}`
}

/** Making one takes a cheap phone longer than drawing the row it is for. */
function formatter(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale + JSON.stringify(options)
  const known = formatters.get(key)
  if (known) return known
  const made = new Intl.DateTimeFormat(locale, { timeZone: CITY_TIME, ...options })
  formatters.set(key, made)
  return made
}
const formatters = new Map<string, Intl.DateTimeFormat>()

export function lengthWords(ms: number, w: Words): string {
  const minutes = Math.max(0, Math.floor(ms / MINUTE))
  const days = Math.floor(minutes / 1440)
  const hours = Math.floor((minutes % 1440) / 60)
  if (days > 0) return w.case_.daysHours(days, hours)
  if (hours > 0) return w.case_.hoursMinutes(hours, minutes % 60)
  return w.case_.minutes(minutes)
}
