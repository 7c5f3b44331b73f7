// How moments, spans, ways and sizes are said, in the language of the app and on the city's clock.

import { onTheWall } from './city-clock'
import { useLanguage } from './words'

const DAY_MS = 24 * 60 * 60_000
const { language } = useLanguage()
const locale = () => (language.value === 'en' ? 'en-GB' : 'zh-CN')

/** 今天 09:12 · 昨天 09:12 · 3月2日 09:12 · 2025年3月2日 09:12 */
export function moment(at: number | string, now = Date.now()): string {
  const there = onTheWall(at)
  return `${day(there, onTheWall(now))} ${said(there, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })}`
}

/** 2026年3月2日 */
export function date(at: number | string): string {
  return said(onTheWall(at), { year: 'numeric', ...monthAndDay() })
}

/** Both on the city's wall. */
function day(date: Date, now: Date): string {
  const daysAgo = daysSince(now) - daysSince(date)
  if (daysAgo === 0 || daysAgo === 1) return new Intl.RelativeTimeFormat(locale(), { numeric: 'auto' }).format(-daysAgo, 'day')
  const year = date.getUTCFullYear() === now.getUTCFullYear() ? {} : ({ year: 'numeric' } as const)
  return said(date, { ...year, ...monthAndDay() })
}

function daysSince(wall: Date): number {
  return Math.floor(wall.getTime() / DAY_MS)
}

function said(wall: Date, parts: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(locale(), { ...parts, timeZone: 'UTC' }).format(wall)
}

function monthAndDay(): Intl.DateTimeFormatOptions {
  return { month: language.value === 'en' ? 'short' : 'long', day: 'numeric' }
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

/** Today's by the hour, others with their day; on the city's clock. */
export function clock(at: number, withSeconds = false): string {
  const [there, now] = [onTheWall(at), onTheWall(Date.now())]
  const two = (n: number) => String(n).padStart(2, '0')
  const time = `${two(there.getUTCHours())}:${two(there.getUTCMinutes())}${withSeconds ? `:${two(there.getUTCSeconds())}` : ''}`
  const day = (wall: Date) => wall.toISOString().slice(0, 10)
  return day(there) === day(now) ? time : `${day(there).slice(5)} ${time}`
}
