// The visit of the person who is here, for every page: the one row, a clock, and whether the way is being recorded.

import { computed, onScopeDispose, readonly, ref, shallowRef, watch } from 'vue'
import { useSession } from '@/phone/session'
import { useLiveOf } from '../db/live'
import type { VisitRow } from '../db/user'
import { watchPosition } from '../place/usePosition'
import { record, type Recording } from './recorder'
import { currentVisit, visitState } from './visit'

const visit = shallowRef<VisitRow | null>(null)
const now = ref(Date.now())
const recording = ref<Recording>('off')

/** Once, in the frame: the visit outlives every page. */
export function followVisit(): void {
  const session = useSession()
  const row = useLiveOf<VisitRow | null>(() => {
    const db = session.isIn ? session.here().db : null
    return () => (db ? currentVisit(db) : null)
  }, null)
  watch(row, (next) => (visit.value = next), { immediate: true })

  const clock = setInterval(() => (now.value = Date.now()), 1_000)
  let end = () => {}
  watch(
    () => (session.isIn ? session.here().db : null),
    (db) => {
      end()
      end = db ? record({ db, visit, now, state: recording, watchPosition }) : () => {}
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    clearInterval(clock)
    end()
  })
}

export function useVisit() {
  const state = computed(() => (visit.value ? visitState(visit.value, now.value) : null))
  const elapsedMs = computed(() => (visit.value ? now.value - Date.parse(visit.value.startedAt) : 0))
  return { visit, state, elapsedMs, recording: readonly(recording) }
}
