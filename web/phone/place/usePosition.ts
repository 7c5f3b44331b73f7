// Where the phone is, as long as somebody looks: from the wrapper app where there is one, else from the browser.

import { onScopeDispose, readonly, ref, shallowRef } from 'vue'
import type { RawPosition } from '@/api/types'
import type { Crs } from '@/place/crs'
import { keep, kept } from '@/words/kept'
import { seenAt } from './seen-at'

export interface Fix extends RawPosition {
  /** Unix ms. */
  at: number
}

export type PlaceState = 'off' | 'asking' | 'watching' | 'refused' | 'unavailable'

const WRAPPER_EVERY_MS = 3_000

export function usePosition() {
  const fix = shallowRef<Fix | null>(null)
  const state = ref<PlaceState>('off')
  let end = () => {}

  function start(): void {
    end()
    state.value = 'asking'
    const found = (next: Fix) => {
      fix.value = next
      state.value = 'watching'
    }
    const failed = (why: 'refused' | 'unavailable') => {
      // A lost signal keeps the last fix; it carries its own age.
      if (why === 'refused' || !fix.value) state.value = why
    }
    end = watchPosition(found, failed)
  }

  function stop(): void {
    end()
    end = () => {}
    state.value = 'off'
  }

  onScopeDispose(() => end())
  return { fix, state: readonly(state), start, stop }
}

/** Returns how to end it. */
export function watchPosition(found: (fix: Fix) => void, failed: (why: 'refused' | 'unavailable') => void): () => void {
  const wrapper = window.xunchengWrapper?.position
  if (wrapper) return watchWrapper(wrapper, found, failed)
  if (!navigator.geolocation) {
    failed('unavailable')
    return () => {}
  }
  const crs = pageCrs()
  const watch = navigator.geolocation.watchPosition(
    ({ coords, timestamp }) =>
      found({ lon: coords.longitude, lat: coords.latitude, crs, accuracy_m: coords.accuracy, source: 'device', at: seenAt(timestamp, Date.now()) }),
    (fault) => failed(fault.code === fault.PERMISSION_DENIED ? 'refused' : 'unavailable'),
    { enableHighAccuracy: true, maximumAge: 5_000, timeout: 20_000 },
  )
  return () => navigator.geolocation.clearWatch(watch)
}

function watchWrapper(
  ask: NonNullable<NonNullable<Window['xunchengWrapper']>['position']>,
  found: (fix: Fix) => void,
  failed: (why: 'refused' | 'unavailable') => void,
): () => void {
  let ended = false
  let timer = 0
  const look = async () => {
    try {
      const { lon, lat, accuracy_m, crs = 'wgs84' } = await ask()
      if (!ended) found({ lon, lat, crs, accuracy_m: accuracy_m ?? null, source: 'device', at: Date.now() })
    } catch {
      if (!ended) failed('unavailable')
    }
    if (!ended) timer = window.setTimeout(() => void look(), WRAPPER_EVERY_MS)
  }
  void look()
  return () => {
    ended = true
    clearTimeout(timer)
  }
}

const KEY = 'xuncheng-crs'
/** Where the tab keeps nothing. */
let named: Crs | null = null

/**
 * What `navigator.geolocation` means here. Wrappers that put GCJ-02 into it open the app with ?crs=gcj02; that holds as
 * long as the page lives, although the router drops the query.
 */
export function pageCrs(): Crs {
  const asked = new URLSearchParams(location.search).get('crs')
  if (asked === 'gcj02' || asked === 'bd09' || asked === 'wgs84') {
    keep('session', KEY, asked)
    named = kept('session', KEY) === asked ? null : asked
  }
  return (kept('session', KEY) as Crs | null) ?? named ?? 'wgs84'
}

/** A fix as the API takes it. */
export function positionOf(fix: Fix): RawPosition {
  const { lon, lat, crs, accuracy_m, source } = fix
  return { lon, lat, crs, accuracy_m: accuracy_m ?? null, source: source ?? 'device' }
}
