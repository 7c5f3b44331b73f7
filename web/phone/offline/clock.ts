// How far this phone's clock is from the server's, by the server's own answers, and what a moment of the phone's is called
// when it is told to the server. What the phone keeps stays in the phone's time.

import { computed, readonly, ref } from 'vue'
import { NoConnection } from '@/api/problem'
import { askServer, type Server } from '@/api/server'
import { device, note } from '../db/device'
import type { Told } from '../db/outbox'

/** What comes over a longer way says too little about the moment it was said. */
const SHORT_MS = 4_000
/** The server says whole seconds, and half the way is a guess. */
const SAME_MS = 5_000
const FRESH_MS = 5 * 60_000
/** Then a person should know. */
const WRONG_MS = 2 * 60_000
/** The hand-over may wait as long as the slowest network that still carries a photo. */
const LATE_MS = 20_000

const KEY = 'clock'

export function told(at: number, clock: Told | null | undefined): number {
  return clock ? Math.min(at - clock.aheadMs, clock.latest) : at
}

export interface ClockParts {
  ask: () => Promise<Server>
  now: () => number
}

export function openClock({ ask, now }: ClockParts) {
  const aheadMs = ref(0)
  let comparedAt: number | null = null
  let running: Promise<Server> | null = null

  /** By the last comparison of this phone, until there is a new one. */
  async function load(): Promise<void> {
    const kept = await device.kv.get(KEY).catch(() => undefined)
    if (comparedAt === null && typeof kept?.value === 'number') aheadMs.value = kept.value
  }

  function compare(): Promise<Server> {
    running ??= compareOnce().finally(() => (running = null))
    return running
  }

  async function compareOnce(): Promise<Server> {
    const server = await ask()
    const { version, ms, clockAheadS } = server
    // Without our version it is a portal's page or a gateway's, with a clock of its own.
    if (version === null || ms === null || clockAheadS === null || ms < 0 || ms > SHORT_MS) return server
    const measured = Math.abs(clockAheadS * 1_000) < SAME_MS ? 0 : clockAheadS * 1_000
    comparedAt = now()
    // What confirms the former comparison leaves it, so that moments told at different times keep their distance.
    if (measured === aheadMs.value || (measured !== 0 && Math.abs(measured - aheadMs.value) < SAME_MS)) return server
    aheadMs.value = measured
    await device.kv.put({ key: KEY, value: measured }).catch((fault: unknown) => note('clock', String(fault)))
    return server
  }

  /** A clock that was set meanwhile is not fresh, whichever way it was set. */
  const isFresh = () => comparedAt !== null && Math.abs(now() - comparedAt) < FRESH_MS

  return {
    aheadMs: readonly(aheadMs),
    /** Null: near enough to the server's. */
    wrongMs: computed(() => (Math.abs(aheadMs.value) > WRONG_MS ? aheadMs.value : null)),
    load,

    async look(): Promise<void> {
      if (!isFresh()) await compare()
    },

    /** For an item that is about to be handed over. Throws NoConnection where nobody is there to hand it to. */
    async forHandOver(): Promise<Told> {
      if (!isFresh() && !(await compare()).reached) throw new NoConnection('no server to compare the clock with')
      return { aheadMs: aheadMs.value, latest: now() - aheadMs.value }
    },
  }
}

/** This phone's, whoever is here. */
export const clock = openClock({ ask: () => askServer(undefined, Date.now, LATE_MS), now: Date.now })

/** At the start, and whenever the network or the person comes back. */
export async function startClock(): Promise<void> {
  const look = () => void clock.look()
  window.addEventListener('online', look)
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && look())
  await clock.load()
  await clock.look()
}
