// An action being written: from its first letter or photo on it is in the outbox as a draft, so that neither a call nor a
// crash loses it; a later visit to the page goes on with it.

import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import type { Case } from '@/api/types'
import { useSession } from '@/stores/session'
import { useLiveOf } from '../db/live'
import { moveTo } from '../offline/outbox/commands'
import type { ActionItem } from '../offline/outbox/types'
import type { PreparedPhoto } from '../photo/types'

const SAVE_AFTER_MS = 400

export type ActionName = ActionItem['action']

export function useActionDraft(of: () => Case | null, action: () => ActionName) {
  const { db, outbox } = useSession().here()
  const id = ref<string | null>(null)
  const body = ref<Record<string, unknown>>({})
  /** Found on the phone from an earlier visit. */
  const resumed = ref(false)
  const ready = shallowRef<Promise<void>>(Promise.resolve())
  let timer = 0
  let making: Promise<string> | null = null

  const item = useLiveOf<ActionItem | null>(() => {
    const wanted = id.value
    return async () => (wanted ? (((await db.outbox.get(wanted)) as ActionItem | undefined) ?? null) : null)
  }, null)
  const photos = computed(() => item.value?.photos ?? [])

  /** What an earlier visit left, if anything. */
  async function resume(): Promise<void> {
    const caseId = of()?.id
    if (!caseId) return
    const left = await db.outbox.where('caseId').equals(caseId).filter((one) => one.kind === 'action' && one.action === action() && (one.state === 'draft' || one.state === 'refused')).first()
    if (!left) return
    id.value = left.id
    body.value = { ...(left as ActionItem).body }
    resumed.value = true
  }

  async function made(): Promise<string> {
    await ready.value
    if (id.value) return id.value
    making ??= (async () => {
      const shown = of()
      if (!shown) throw new Error('no case to act on')
      const draft = await outbox.newAction({ caseId: shown.id, caseNumber: shown.number, action: action(), expectedVersion: shown.version, body: body.value })
      id.value = draft.id
      return draft.id
    })().finally(() => (making = null))
    return making
  }

  async function save(): Promise<void> {
    clearTimeout(timer)
    timer = 0
    const kept = (await db.outbox.get(await made())) as ActionItem | undefined
    if (kept && (kept.state === 'draft' || kept.state === 'refused')) await outbox.saveDraft({ ...kept, body: body.value })
  }

  function write(change: Record<string, unknown>): void {
    body.value = { ...body.value, ...change }
    clearTimeout(timer)
    timer = window.setTimeout(() => void save(), SAVE_AFTER_MS)
  }

  async function addPhoto(photo: PreparedPhoto): Promise<void> {
    await outbox.addPhoto(await made(), photo)
  }

  async function removePhoto(sha256: string): Promise<void> {
    if (id.value) await outbox.removePhoto(id.value, sha256)
  }

  /** On top of the case as it is shown. Only what belongs to the body goes along. */
  async function send(content: Record<string, unknown>): Promise<void> {
    body.value = content
    await save()
    const wanted = id.value!
    await moveTo(db, wanted, of()!.version)
    await outbox.send(wanted)
  }

  async function drop(): Promise<void> {
    clearTimeout(timer)
    timer = 0
    if (id.value) await outbox.remove(id.value)
    id.value = null
    body.value = {}
    resumed.value = false
  }

  // Leaving the page within the moment before saving.
  onScopeDispose(() => {
    if (timer) void save()
  })

  return { body, photos, resumed, start: () => (ready.value = resume()), write, addPhoto, removePhoto, send, drop }
}
