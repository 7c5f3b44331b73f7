// Listens to the phone's position while a visit runs, and at no other time; what is kept of it is decided in `track`.

import { watch, type Ref } from 'vue'
import { toWgs84 } from '@/place/crs'
import { note } from '../db/device'
import type { UserDatabase, VisitRow } from '../db/user'
import { seenAt } from '../place/seen-at'
import type { Fix as Position, watchPosition } from '../place/usePosition'
import { addFix, visitState } from './visit'

export type Recording =
  | 'off'
  /** No position has come yet. */
  | 'looking'
  | 'recording'
  | 'refused'
  | 'unavailable'

export interface RecorderParts {
  db: UserDatabase
  visit: Readonly<Ref<VisitRow | null>>
  /** Ticks, so that a visit that went on for too long stops being recorded. */
  now: Readonly<Ref<number>>
  state: Ref<Recording>
  watchPosition: typeof watchPosition
  clock?: () => number
}

/** Returns how to end it. */
export function record({ db, visit, now, state, watchPosition, clock = Date.now }: RecorderParts): () => void {
  let stop = () => {}

  // Only the id matters: every kept position changes the row.
  const running = () => (visit.value && visitState(visit.value, now.value) === 'running' ? visit.value.id : null)
  const unwatch = watch(
    running,
    (id) => {
      stop()
      stop = () => {}
      state.value = id === null ? 'off' : 'looking'
      if (id === null) return
      stop = watchPosition(
        (position) => {
          state.value = 'recording'
          void keep(id, position)
        },
        (why) => {
          // A tunnel is no refusal: what came before was recorded and more will come.
          if (why === 'refused' || state.value === 'looking') state.value = why
        },
      )
    },
    { immediate: true, flush: 'sync' },
  )

  async function keep(id: string, { lon, lat, crs, accuracy_m, at: told }: Position): Promise<void> {
    const at = seenAt(told, clock())
    const point = toWgs84({ lon, lat }, crs)
    await addFix(db, id, { ...point, accuracyM: accuracy_m ?? null, at }).catch((fault: unknown) => note('patrol', String(fault)))
  }

  return () => {
    unwatch()
    stop()
    state.value = 'off'
  }
}
