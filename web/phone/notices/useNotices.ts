// The notices of the person who is here: the number for the badges, and looking for new ones while the app is open.

import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { quiet } from '@/composables/painted'
import { useSession } from '@/phone/session'
import { note } from '../db/device'
import { useLiveOf } from '../db/live'
import { stateAfter, type CacheState } from '../offline/cached'
import { fetchNotices, fetchOlder, keptNotices, markRead, tellRead, type KeptNotices } from './notices'

const LOOK_EVERY_MS = 3 * 60_000

const kept = shallowRef<KeptNotices | null>(null)
const state = ref<CacheState>('idle')
const unread = computed(() => kept.value?.unread ?? 0)

/** Once, in the frame. */
export function followNotices(): void {
  const session = useSession()
  const row = useLiveOf<KeptNotices | null>(() => {
    const db = session.isIn ? session.here().db : null
    return () => (db ? keptNotices(db) : null)
  }, null)
  watch(row, (next) => (kept.value = next), { immediate: true })

  const lookIfSeen = () => {
    if (document.visibilityState === 'visible') void look()
  }
  watch(() => session.me?.id, (id) => id && void quiet().then(look), { immediate: true })
  const timer = setInterval(lookIfSeen, LOOK_EVERY_MS)
  document.addEventListener('visibilitychange', lookIfSeen)
  window.addEventListener('online', lookIfSeen)
  onScopeDispose(() => {
    clearInterval(timer)
    document.removeEventListener('visibilitychange', lookIfSeen)
    window.removeEventListener('online', lookIfSeen)
  })
}

export function useNotices() {
  return {
    kept,
    unread,
    state,
    look,
    older: () => during((here) => fetchOlder(here.db, here.client)),
    seen,
  }
}

/** Kept at once, told when there is a network. */
async function seen(): Promise<void> {
  const session = useSession()
  if (!session.isIn) return
  const { db, client } = session.here()
  await markRead(db)
  await tellRead(db, client).catch(() => undefined)
}

function look(): Promise<void> {
  return during((here) => fetchNotices(here.db, here.client))
}

async function during(work: (here: ReturnType<ReturnType<typeof useSession>['here']>) => Promise<void>): Promise<void> {
  const session = useSession()
  if (!session.isIn || state.value === 'loading') return
  state.value = 'loading'
  try {
    await work(session.here())
    state.value = 'idle'
  } catch (fault) {
    state.value = stateAfter(fault)
    if (state.value === 'trouble') void note('notices', String(fault))
  }
}
