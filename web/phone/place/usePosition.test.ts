// @vitest-environment happy-dom
// Positions carry the system they were handed in with, from the browser and from wrapper apps; refusal is known as such.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope } from 'vue'
import { pageCrs, positionOf, usePosition } from './usePosition'

interface Watch {
  found: (position: { coords: object; timestamp: number }) => void
  failed: (fault: { code: number; PERMISSION_DENIED: number }) => void
}

let watch: Watch
const clearWatch = vi.fn()
const scopes: { stop: () => void }[] = []

beforeEach(() => {
  vi.useFakeTimers()
  clearWatch.mockReset()
  sessionStorage.clear()
  history.replaceState(null, '', '/m/report')
  const watchPosition = (found: Watch['found'], failed: Watch['failed']) => {
    watch = { found, failed }
    return 7
  }
  Object.defineProperty(navigator, 'geolocation', { configurable: true, value: { watchPosition, clearWatch } })
})

afterEach(() => {
  for (const scope of scopes.splice(0)) scope.stop()
  delete window.xunchengWrapper
  vi.useRealTimers()
})

function used() {
  const scope = effectScope()
  scopes.push(scope)
  return { ...scope.run(usePosition)!, leave: () => scope.stop() }
}

const here = { coords: { longitude: 105.72, latitude: 34.58, accuracy: 8 }, timestamp: 5 }

describe('the browser', () => {
  it('gives WGS-84, and the watch ends with the page', () => {
    const place = used()
    expect(place.state.value).toBe('off')
    place.start()
    expect(place.state.value).toBe('asking')
    watch.found(here)
    expect(place.state.value).toBe('watching')
    expect(positionOf(place.fix.value!)).toEqual({ lon: 105.72, lat: 34.58, crs: 'wgs84', accuracy_m: 8, source: 'device' })
    place.leave()
    expect(clearWatch).toHaveBeenCalledWith(7)
  })

  it('says by the phone’s clock when it was there, whatever clock positions have', () => {
    const place = used()
    place.start()
    const ago = (ms: number) => {
      watch.found({ ...here, timestamp: Date.now() - ms })
      return Date.now() - place.fix.value!.at
    }
    expect([ago(4_000), ago(3_600_000), ago(-3_600_000)]).toEqual([4_000, 0, 0])
  })

  it('refused is refused; a lost signal keeps what was known', () => {
    const place = used()
    place.start()
    watch.failed({ code: 2, PERMISSION_DENIED: 1 })
    expect(place.state.value).toBe('unavailable')
    watch.found(here)
    watch.failed({ code: 3, PERMISSION_DENIED: 1 })
    expect(place.state.value).toBe('watching')
    watch.failed({ code: 1, PERMISSION_DENIED: 1 })
    expect(place.state.value).toBe('refused')
  })

  it('is absent in some web views', () => {
    Object.defineProperty(navigator, 'geolocation', { configurable: true, value: undefined })
    const place = used()
    place.start()
    expect(place.state.value).toBe('unavailable')
  })
})

describe('a wrapper app', () => {
  it('that fills the browser’s positions with GCJ-02 says so in the address, and it holds after the address changed', () => {
    history.replaceState(null, '', '/m/?crs=gcj02')
    expect(pageCrs()).toBe('gcj02')
    history.replaceState(null, '', '/m/report')
    const place = used()
    place.start()
    watch.found(here)
    expect(place.fix.value?.crs).toBe('gcj02')
  })

  it('cannot name a system there is not', () => {
    history.replaceState(null, '', '/m/?crs=utm')
    expect(pageCrs()).toBe('wgs84')
  })

  it('with a source of its own is asked again and again, until the page is left', async () => {
    const position = vi.fn(async () => ({ lon: 105.73, lat: 34.59, crs: 'gcj02' as const, accuracy_m: 12 }))
    window.xunchengWrapper = { position }
    const place = used()
    place.start()
    await vi.advanceTimersByTimeAsync(0)
    expect(place.fix.value).toMatchObject({ lon: 105.73, crs: 'gcj02', accuracy_m: 12, source: 'device' })
    await vi.advanceTimersByTimeAsync(6_500)
    expect(position).toHaveBeenCalledTimes(3)
    place.leave()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(position).toHaveBeenCalledTimes(3)
  })

  it('that fails is unavailable and tried again', async () => {
    const position = vi.fn(async () => Promise.reject(new Error('no fix')))
    window.xunchengWrapper = { position }
    const place = used()
    place.start()
    await vi.advanceTimersByTimeAsync(3_000)
    expect(place.state.value).toBe('unavailable')
    expect(position).toHaveBeenCalledTimes(2)
  })
})
