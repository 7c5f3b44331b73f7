// Moments and lengths of time as people say them. The clock on the wall is the city's, wherever the phone thinks it is.

import { computed, onScopeDispose, readonly, ref, type ComputedRef, type Ref } from 'vue'
import { onTheWall } from './city-clock'
import { useWords } from './words'
import type { Words } from './zh'

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
  const now = useNow()
  const say = computed<Saying>(() => ({
    moment: (at) => momentWords(at, now.value, w),
    length: (ms) => lengthWords(ms, w),
  }))
  return { say, now }
}

// By hand: making one Intl.DateTimeFormat takes a cheap phone longer than drawing the rows it is for.
export function momentWords(at: string | number, now: number, w: Words): string {
  const there = onTheWall(at)
  const here = onTheWall(now)
  const two = (number: number) => String(number).padStart(2, '0')
  const time = `${two(there.getUTCHours())}:${two(there.getUTCMinutes())}`
  const sameYear = there.getUTCFullYear() === here.getUTCFullYear()
  const [month, day] = [there.getUTCMonth() + 1, there.getUTCDate()]
  if (sameYear && month === here.getUTCMonth() + 1 && day === here.getUTCDate()) return w.case_.today(time)
  return `${w.case_.onDay(month, day, sameYear ? null : there.getUTCFullYear())} ${time}`
}

/** 2026-11-21 14:05, in every language: as it stands on a picture. */
export function stampWords(at: string | number): string {
  const there = onTheWall(at).toISOString()
  return `${there.slice(0, 10)} ${there.slice(11, 16)}`
}

export function lengthWords(ms: number, w: Words): string {
  const minutes = Math.max(0, Math.floor(ms / MINUTE))
  if (minutes === 0) return w.case_.underMinute
  const days = Math.floor(minutes / 1440)
  const hours = Math.floor((minutes % 1440) / 60)
  if (days > 0) return w.case_.daysHours(days, hours)
  if (hours > 0) return w.case_.hoursMinutes(hours, minutes % 60)
  return w.case_.minutes(minutes)
}

/** 35 米, 1.2 公里, 3 公里 */
export function distanceWords(metres: number, w: Words): string {
  // What a phone knows is not worth single metres.
  if (metres < 1_000) return w.case_.distanceM(Math.max(5, Math.round(metres / 5) * 5))
  return w.case_.distanceKm((metres / 1_000).toFixed(metres < 10_000 ? 1 : 0).replace(/\.0$/, ''))
}
