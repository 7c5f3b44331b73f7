// An answer of the server's that is worth reading without network: what was kept is there at once, the fresh one follows.

import { onScopeDispose, ref, type Ref, type ShallowRef } from 'vue'
import type { Client } from '@/api/client'
import { NoConnection, SignedOut } from '@/api/problem'
import { useSession } from '@/phone/session'
import { note } from '../db/device'
import { useLive } from '../db/live'
import { getValue, setValue } from '../db/user'

export interface Kept<T> {
  data: T
  fetchedAt: number
}

export type CacheState = 'idle' | 'loading' | 'offline' | 'signed-out' | 'trouble'

export interface Cached<T> {
  /** Null until it was read once. */
  kept: Readonly<ShallowRef<Kept<T> | null>>
  state: Readonly<Ref<CacheState>>
  refresh: () => Promise<void>
}

export function useCached<T>(key: string, ask: (client: Client, signal: AbortSignal) => Promise<T>): Cached<T> {
  const { db, client } = useSession().here()
  const kept = useLive<Kept<T> | null>(() => getValue<Kept<T>>(db, key), null)
  const state = ref<CacheState>('idle')
  const gone = new AbortController()
  onScopeDispose(() => gone.abort())

  async function refresh(): Promise<void> {
    if (state.value === 'loading') return
    state.value = 'loading'
    try {
      const data = await ask(client, gone.signal)
      await setValue(db, key, { data, fetchedAt: Date.now() } satisfies Kept<T>)
      state.value = 'idle'
    } catch (fault) {
      if (gone.signal.aborted) return
      state.value = stateAfter(fault)
      if (state.value === 'trouble') void note('read', `${key}: ${String(fault)}`)
    }
  }

  return { kept, state, refresh }
}

/** Two of them are nobody's fault. */
export function stateAfter(fault: unknown): CacheState {
  if (fault instanceof NoConnection) return 'offline'
  return fault instanceof SignedOut ? 'signed-out' : 'trouble'
}
