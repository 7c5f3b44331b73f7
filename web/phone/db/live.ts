// A question to the database whose answer stays right: it is asked again whenever any tab changes what it read.

import { liveQuery } from 'dexie'
import { onScopeDispose, shallowRef, watchEffect, type ShallowRef } from 'vue'
import { note } from './device'

export function useLive<T>(question: () => T | Promise<T>, first: T): Readonly<ShallowRef<T>> {
  const answer = shallowRef(first)
  const subscription = liveQuery(question).subscribe({
    next: (value) => (answer.value = value),
    error: (fault: unknown) => void note('database', String(fault)),
  })
  onScopeDispose(() => subscription.unsubscribe())
  return answer
}

/** The same where the question depends on something reactive, which is read in `question` itself. */
export function useLiveOf<T>(question: () => () => T | Promise<T>, first: T): Readonly<ShallowRef<T>> {
  const answer = shallowRef(first)
  watchEffect((onCleanup) => {
    const subscription = liveQuery(question()).subscribe({
      next: (value) => (answer.value = value),
      error: (fault: unknown) => void note('database', String(fault)),
    })
    onCleanup(() => subscription.unsubscribe())
  })
  return answer
}
