// The city for a page that cannot go on without it: fetched at once where the phone does not have it, and again until it
// comes, when the network returns, when the person comes back, and now and then. One that is there and old or not whole is
// renewed in the same way, and so is one that grows old while the page is open.

import { computed, onScopeDispose, ref } from 'vue'
import { useSession } from '@/phone/session'
import type { Reference, ReferenceStore } from './reference'

export type CityState =
  | 'here'
  /** Asked for; it comes by itself. */
  | 'fetching'
  /** No network, or the server is in trouble. It is tried again by itself, too. */
  | 'away'

/** What may have changed by then, such as campaigns and kinds, is looked at again; most of it is not sent when it has not. */
const STALE_MS = 60 * 60_000
const FIRST_RETRY_MS = 2_000
const LAST_RETRY_MS = 60_000

export function useCity(reference: ReferenceStore = useSession().here().reference) {
  const { city, refreshing } = reference
  /** Until the first answer nobody can say that it is away. */
  const asked = ref(false)
  const state = computed<CityState>(() => (city.value ? 'here' : refreshing.value || !asked.value ? 'fetching' : 'away'))
  let wait = FIRST_RETRY_MS
  let timer: ReturnType<typeof setTimeout> | undefined
  let gone = false

  async function fetch(): Promise<void> {
    clearTimeout(timer)
    await reference.loaded
    if (gone) return
    if (freshForMs(city.value) <= 0) {
      await reference.refresh()
      asked.value = true
    }
    if (gone) return
    clearTimeout(timer)
    const fresh = freshForMs(city.value)
    timer = setTimeout(() => void fetch(), fresh > 0 ? fresh : wait)
    wait = fresh > 0 ? FIRST_RETRY_MS : Math.min(wait * 2, LAST_RETRY_MS)
  }

  const again = () => {
    wait = FIRST_RETRY_MS
    void fetch()
  }
  const seen = () => document.visibilityState === 'visible' && again()
  const end = () => {
    clearTimeout(timer)
    window.removeEventListener('online', again)
    document.removeEventListener('visibilitychange', seen)
  }
  window.addEventListener('online', again)
  document.addEventListener('visibilitychange', seen)
  onScopeDispose(() => {
    gone = true
    end()
  })
  void fetch()

  return { city, state, fetch: again }
}

/** None, or one from the future by a clock that was set since, is not fresh at all. */
function freshForMs(city: Reference | null): number {
  const ageMs = city ? Date.now() - city.fetchedAt : Infinity
  return ageMs < -STALE_MS ? 0 : Math.max(0, STALE_MS - ageMs)
}
