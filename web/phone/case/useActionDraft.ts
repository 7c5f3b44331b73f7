// An action being written: from its first letter or photo on it is in the outbox as a draft, so that neither a call nor a
// crash loses it; a later visit to the page goes on with it.

import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import type { ActionName, Case } from '@/api/types'
import { useSession } from '@/phone/session'
import { preparePhoto } from '@/photo/shrink'
import type { Shot } from '@/photo/types'
import { note } from '../db/device'
import { useLiveOf } from '../db/live'
import type { ActionItem } from '../db/outbox'
import { rawPhotos } from '../db/raw'
import { useLimits } from '../offline/limits'
import { moveTo, type Missing } from '../offline/outbox/commands'
import { useTaking, type PhotoHindrance } from '../photo/taking'
import { turns } from '../photo/turns'

const SAVE_AFTER_MS = 400

/** What keeps an action on the page. */
export type Gap = Extract<Missing, 'photo' | 'unready'> | PhotoHindrance

export type ActionDraft = ReturnType<typeof useActionDraft>

export function useActionDraft(of: () => Case | null, action: () => ActionName) {
  const { db, outbox } = useSession().here()
  const limits = useLimits()
  const id = ref<string | null>(null)
  const body = ref<Record<string, unknown>>({})
  /** Found on the phone from an earlier visit. */
  const resumed = ref(false)
  /** What was typed could not be kept. */
  const unsaved = ref(false)
  const ready = shallowRef<Promise<void>>(Promise.resolve())
  let timer = 0
  let making: Promise<string> | null = null
  let recovering: Promise<void> = Promise.resolve()

  const item = useLiveOf<ActionItem | null>(() => {
    const wanted = id.value
    return async () => (wanted ? (((await db.outbox.get(wanted)) as ActionItem | undefined) ?? null) : null)
  }, null)
  const photos = computed(() => item.value?.photos ?? [])
  const taking = useTaking({
    prepare: preparePhoto,
    raw: rawPhotos(db),
    turns,
    mostPhotos: () => limits.value.mostPhotos,
    note,
    current: () => id.value,
    hashesOf: async (itemId) => (await db.outbox.get(itemId))?.photoHashes ?? [],
    put: async (itemId, photo) => void (await outbox.addPhoto(itemId, photo)),
  })

  /** What an earlier visit left, if anything. */
  async function resume(): Promise<void> {
    const caseId = of()?.id
    if (!caseId) return
    const left = await db.outbox.where('caseId').equals(caseId).filter((one) => one.kind === 'action' && one.action === action() && (one.state === 'draft' || one.state === 'refused')).first()
    if (!left) return
    id.value = left.id
    body.value = { ...(left as ActionItem).body }
    resumed.value = true
    // Also what it had taken and not made ready. The form need not wait for it, sending does.
    recovering = recover(left.id)
  }

  async function recover(itemId: string): Promise<void> {
    await taking.recover(async (ref) => ref.itemId === itemId).catch(noted)
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
    unsaved.value = false
  }

  function write(change: Record<string, unknown>): void {
    body.value = { ...body.value, ...change }
    clearTimeout(timer)
    timer = window.setTimeout(() => void saveQuietly(), SAVE_AFTER_MS)
  }

  /** What was typed stays on the page, which says that it stands nowhere else. */
  async function saveQuietly(): Promise<void> {
    try {
      await save()
    } catch (fault) {
      unsaved.value = true
      noted(fault)
    }
  }

  function noted(fault: unknown): void {
    void note('draft', String(fault))
  }

  async function addPhotos(files: Blob[], shot?: Shot): Promise<void> {
    await taking.add(made, id.value, files, shot)
  }

  /** After room was made. */
  async function keepAgain(): Promise<void> {
    await taking.keepAgain()
    if (unsaved.value) await saveQuietly()
  }

  async function flush(): Promise<void> {
    await taking.settled()
    if (timer) await saveQuietly()
  }

  async function removePhoto(sha256: string): Promise<void> {
    if (id.value) await outbox.removePhoto(id.value, sha256).catch(noted)
  }

  /**
   * On top of the case as it is shown, with every photo taken; only what belongs to the body goes along. Empty: it is the
   * outbox's now. Otherwise what keeps it here.
   */
  async function send(content: Record<string, unknown>): Promise<Gap[]> {
    body.value = content
    await recovering
    // Also what another tab had in hand and has let go of.
    if (id.value) await recover(id.value)
    await taking.settled()
    const kept = taking.hindrances()
    if (kept.length > 0) return kept
    await save()
    const wanted = id.value!
    await moveTo(db, wanted, of()!.version)
    return (await outbox.send(wanted)).filter(isOfAction)
  }

  async function drop(): Promise<void> {
    clearTimeout(timer)
    timer = 0
    if (id.value) await outbox.remove(id.value)
    id.value = null
    body.value = {}
    resumed.value = false
    unsaved.value = false
    taking.forget()
  }

  // Leaving the page within the moment before saving.
  onScopeDispose(() => {
    if (timer) void saveQuietly()
  })

  return { body, photos, resumed, unsaved, taking, start: () => (ready.value = resume()), write, addPhotos, removePhoto, keepAgain, flush, send, drop }
}

function isOfAction(gap: Missing): gap is Extract<Missing, Gap> {
  return gap === 'photo' || gap === 'unready'
}
