// Which cases near by are asked for: all of the radius the person chose, or of as much of it as fits into a list. The list
// comes newest first, so cut anywhere else it would leave out old cases next door.

import { computed, ref, watch } from 'vue'
import type { Spot } from '@/place/walk'
import { MOST_IN_LIST } from '../offline/work'
import { nearQuestion } from './near'
import { useCaseList } from './useCaseList'

/** So far somebody walks before the list is asked for anew. */
export const MOVED_M = 60
/** A courtyard: should it hold more cases than a list, they are shown as they come. */
const LEAST_M = 40

export interface Wanted {
  centre: () => Spot | null
  radiusM: () => number
  openOnly: () => boolean
}

export function useNear({ centre, radiusM, openOnly }: Wanted) {
  const reachM = ref(radiusM())
  // As large as wished again where the person is now; it may be quieter there.
  watch([centre, radiusM, openOnly], () => (reachM.value = radiusM()), { flush: 'sync' })

  const question = () => {
    const at = centre()
    return at && nearQuestion(at, reachM.value + MOVED_M, openOnly())
  }
  const found = useCaseList(question, { whole: (counts) => counts.total <= MOST_IN_LIST })
  watch(
    () => found.list.value.counts?.total ?? 0,
    (total) => {
      if (total > MOST_IN_LIST) reachM.value = Math.max(LEAST_M, smaller(reachM.value, total))
    },
  )

  return { ...found, reachM: computed(() => reachM.value), isCut: computed(() => reachM.value < radiusM()) }
}

/** Were they spread evenly, nine tenths of a list would lie within. */
function smaller(reachM: number, total: number): number {
  return Math.floor(reachM * Math.sqrt((0.9 * MOST_IN_LIST) / total))
}
