// One case as its pages show it: from the phone at once, from the server when it answers, with what happened to it.

import { computed, ref, watch } from 'vue'
import { Problem } from '@/api/problem'
import type { CaseEvent } from '@/api/types'
import { failureText } from '@/phone/failure'
import { useSession } from '@/phone/session'
import { useLiveOf } from '../db/live'
import type { CaseRow } from '../db/user'
import { refreshCase } from '../offline/work'
import { useConnection } from '../shell/connection'
import { usePending } from './pending'
import { isOffline, useBackOnline } from './useCaseList'

export function useCase(id: () => string) {
  const { db, client } = useSession().here()
  const busy = ref(false)
  const { online } = useConnection()
  /** The last call found nobody, whatever the browser thinks. */
  const unreached = ref(false)
  const offline = computed(() => unreached.value || !online.value)
  /** There is none, or not for this person. */
  const absent = ref(false)
  const problem = ref<string | null>(null)
  const loaded = ref(false)

  const row = useLiveOf<CaseRow | null>(() => {
    const wanted = id()
    return async () => {
      const kept = (await db.cases.get(wanted)) ?? null
      loaded.value = true
      return kept
    }
  }, null)
  const events = useLiveOf<CaseEvent[]>(() => {
    const wanted = id()
    return async () => (await db.events.get(wanted))?.events ?? []
  }, [])

  /** Asked for while an answer is under way: that one may be old already, so once more after it. */
  let again = false

  async function refresh(): Promise<void> {
    again = true
    if (busy.value) return
    while (again) {
      again = false
      await attempt()
      if (unreached.value) return
    }
  }

  async function attempt(): Promise<void> {
    busy.value = true
    problem.value = null
    try {
      await refreshCase(db, client, id())
      unreached.value = false
      absent.value = false
    } catch (fault) {
      unreached.value = isOffline(fault)
      absent.value = fault instanceof Problem && fault.status === 404
      if (!unreached.value && !absent.value) problem.value = failureText(fault)
    } finally {
      busy.value = false
    }
  }

  const { pending, lastSentAt } = usePending(id)
  watch(id, () => void refresh(), { immediate: true })
  watch(lastSentAt, (at) => {
    if (row.value && at > row.value.fetchedAt) void refresh()
  })
  useBackOnline(() => void refresh())

  return { of: computed(() => row.value?.case ?? null), fetchedAt: computed(() => row.value?.fetchedAt ?? null), events, pending, loaded, busy, offline, absent, problem, refresh }
}
