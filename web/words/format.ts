// How moments, spans, ways and sizes are said, in the language of the app and the phone's own time zone.

import { useLanguage } from './words'

const DAY_MS = 24 * 60 * 60_000
const { language } = useLanguage()
const locale = () => (language.value === 'en' ? 'en-GB' : 'zh-CN')

/** 今天 09:12 · 昨天 09:12 · 3月2日 09:12 · 2025年3月2日 09:12 */
export function moment(at: number | string, now = Date.now()): string {
  const date = new Date(at)
  const time = new Intl.DateTimeFormat(locale(), { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(date)
  return `${day(date, new Date(now))} ${time}`
}

/** 2026年3月2日 */
export function date(at: number | string): string {
  return new Intl.DateTimeFormat(locale(), { year: 'numeric', month: language.value === 'en' ? 'short' : 'long', day: 'numeric' }).format(new Date(at))
}

function day(date: Date, now: Date): string {
  const daysAgo = Math.round((midnight(now) - midnight(date)) / DAY_MS)
  if (daysAgo === 0 || daysAgo === 1) return new Intl.RelativeTimeFormat(locale(), { numeric: 'auto' }).format(-daysAgo, 'day')
  const year = date.getFullYear() === now.getFullYear() ? {} : ({ year: 'numeric' } as const)
  return new Intl.DateTimeFormat(locale(), { ...year, month: language.value === 'en' ? 'short' : 'long', day: 'numeric' }).format(date)
}

function midnight(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime()
}

/** 1小时 5分钟, in whole minutes. */
export function span(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / 60_000))
  const hours = Math.floor(minutes / 60)
  const rest = unit(minutes % 60, 'minute')
  return hours === 0 ? rest : `${unit(hours, 'hour')} ${rest}`
}

/** 01:05:09, for a clock that runs. */
export function stopwatch(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000))
  return [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60].map((part) => String(part).padStart(2, '0')).join(':')
}

/** 850米 · 1.2公里 */
export function way(metres: number): string {
  return metres < 1_000 ? unit(Math.round(metres), 'meter') : unit(metres / 1_000, 'kilometer', 1)
}

/** 青岚区、南环路和人民巷 */
export function list(names: string[]): string {
  return new Intl.ListFormat(locale(), { type: 'conjunction' }).format(names)
}

/** 0.4 MB · 12 MB */
export function size(bytes: number): string {
  const megabytes = bytes / 1024 ** 2
  if (megabytes < 1024) return unit(megabytes, 'megabyte', megabytes < 10 ? 1 : 0)
  return unit(megabytes / 1024, 'gigabyte', 1)
}

function unit(value: number, name: string, decimals = 0): string {
  return new Intl.NumberFormat(locale(), { style: 'unit', unit: name, unitDisplay: 'short', maximumFractionDigits: decimals }).format(value)
}
