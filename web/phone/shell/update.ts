// The app's own updates: fetched in the background, changed over to when the person says so, and never in the middle of
// something. What is half-written is saved first; other open tabs follow at their next change of page.

import { readonly, ref } from 'vue'
import type { Router } from 'vue-router'
import { keep, kept } from '@/words/kept'
import { note } from '../db/device'

export type ServiceWorkerState =
  /** This browser or this address has none: the app works, but not without network. */
  | 'missing'
  | 'refused'
  | 'starting'
  /** Everything is on the phone; the app starts without network. */
  | 'ready'

const CHECK_EVERY_MS = 60 * 60_000
/** A new version that does not take over by then does not take over at all. */
const TAKEOVER_MS = 8_000

const worker = ref<ServiceWorkerState>('starting')
const updateReady = ref(false)
const updating = ref(false)
const savers = new Set<() => Promise<void>>()

let registration: ServiceWorkerRegistration | null = null
/** The person wanted a page that is not on the phone yet and could not be fetched. */
const missingPage = ref(false)

/** Another tab has changed over: this one's chunks may be gone. */
let outdated = false

export function useUpdate() {
  return { worker: readonly(worker), updateReady: readonly(updateReady), updating: readonly(updating), missingPage: readonly(missingPage), updateNow, look }
}

/** What must be safe before the page goes away; gives the way to take it back. */
export function saveBeforeUpdate(save: () => Promise<void>): () => void {
  savers.add(save)
  return () => savers.delete(save)
}

export async function startUpdates(router: Router, address = '/m/sw.js', scope = '/m/'): Promise<void> {
  followOtherTabs(router)
  if (!('serviceWorker' in navigator)) {
    worker.value = 'missing'
    return
  }
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    if (!updating.value && updateReady.value) outdated = true
  })
  registration = await registered(address, scope)
  if (!registration) {
    worker.value = 'refused'
    return
  }
  watchRegistration(registration)
  void navigator.serviceWorker.ready.then(() => (worker.value = 'ready'))
  setInterval(() => void look(), CHECK_EVERY_MS)
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && void look())
}

/** Null where the browser will not have it. Some in-app browsers answer with nothing at all instead of refusing. */
async function registered(address: string, scope: string): Promise<ServiceWorkerRegistration | null> {
  try {
    const found: ServiceWorkerRegistration | undefined = await navigator.serviceWorker.register(address, { scope, updateViaCache: 'none' })
    if (!found) void note('service-worker', 'register: no registration')
    return found ?? null
  } catch (fault) {
    void note('service-worker', String(fault))
    return null
  }
}

/** Asks the server for a newer version. Without network there is nothing to find. */
export async function look(): Promise<void> {
  if (!registration || !navigator.onLine) return
  await registration.update().catch((fault: unknown) => note('service-worker', `update: ${String(fault)}`))
}

export async function updateNow(): Promise<void> {
  if (updating.value) return
  updating.value = true
  for (const save of savers) await save().catch((fault: unknown) => note('service-worker', `save: ${String(fault)}`))
  const waiting = registration?.waiting
  if (waiting) {
    const changed = new Promise<void>((resolve) => navigator.serviceWorker.addEventListener('controllerchange', () => resolve(), { once: true }))
    waiting.postMessage({ type: 'SKIP_WAITING' })
    await Promise.race([changed, new Promise((resolve) => setTimeout(resolve, TAKEOVER_MS))])
  }
  location.reload()
}

function watchRegistration(found: ServiceWorkerRegistration): void {
  // The very first worker is no update: there was no app on the phone before it.
  const seen = () => {
    if (found.waiting && navigator.serviceWorker.controller) updateReady.value = true
  }
  seen()
  found.addEventListener('updatefound', () => {
    const coming = found.installing
    coming?.addEventListener('statechange', () => {
      if (coming.state === 'installed') seen()
      if (coming.state === 'redundant' && !found.active) worker.value = 'refused'
    })
  })
}

/** A page whose chunk went with the old version is opened afresh instead of failing. */
function followOtherTabs(router: Router): void {
  router.beforeEach((to, from) => {
    if (!outdated || to.fullPath === from.fullPath) return true
    location.assign(router.resolve(to.fullPath).href)
    return false
  })
  router.onError((fault, to) => {
    void note('page', `${to.matched.slice(-1)[0]?.path ?? '?'}: ${String(fault)}`)
    if (!isMissingChunk(fault)) return
    // Without network a reload finds no more than this page has found, and may end on none at all.
    if (navigator.onLine && !reloadedFor(to.fullPath)) location.assign(router.resolve(to.fullPath).href)
    else missingPage.value = true
  })
  router.afterEach((_to, _from, failure) => {
    if (!failure) missingPage.value = false
  })
}

/** A page's code or its styles: each browser has words of its own for the first, Vite for the second. */
export function isMissingChunk(fault: unknown): boolean {
  return fault instanceof Error && /dynamically imported module|module script|importing a module|unable to preload css/i.test(fault.message)
}

/** Once per address and tab: a chunk that is really missing must not make the page reload for ever. */
function reloadedFor(address: string): boolean {
  const key = 'xuncheng-reloaded-for'
  const before = kept('session', key)
  keep('session', key, address)
  // A tab that keeps nothing would never know that it was reloaded.
  return before === address || kept('session', key) === null
}
