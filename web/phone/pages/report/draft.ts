// The report being written: on the phone from the first picture on, changed as the person goes, handed to the outbox at
// the end. What the page shows around it is not known here.

import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import { StorageFull } from '../../offline/storage'
import type { Outbox } from '../../offline/outbox/outbox'
import type { Missing } from '../../offline/outbox/commands'
import type { ReportContent, ReportItem } from '../../offline/outbox/types'
import type { RawPhoto } from './raw'
import { PhotoRefused, type PhotoFault, type PreparedPhoto, type Shot } from '../../photo/types'

const TYPING_MS = 400

export interface DraftParts {
  outbox: Pick<Outbox, 'get' | 'newReport' | 'saveDraft' | 'addPhoto' | 'removePhoto' | 'send'>
  prepare: (file: Blob, shot?: Shot) => Promise<PreparedPhoto>
  /** A picked photo may know better than the phone where and when it was. */
  picked?: (photo: PreparedPhoto) => void
  raw: {
    keep: (id: string, file: Blob, shot?: Shot) => Promise<string | null>
    drop: (key: string) => Promise<void>
    all: () => Promise<RawPhoto[]>
  }
  /** The server takes no more for one report. */
  mostPhotos: () => number
  note: (kind: string, text: string) => void
}

export type PhotoTrouble = PhotoFault | 'already' | 'most'

export type Draft = ReturnType<typeof useDraft>

export function useDraft(parts: DraftParts) {
  const { outbox } = parts
  const item = shallowRef<ReportItem | null>(null)
  const preparing = ref(0)
  const troubles = ref<PhotoTrouble[]>([])
  /** Pictures the phone had no room for: they exist here only. */
  const unkept = shallowRef<PreparedPhoto[]>([])
  /** What was typed could not be kept. */
  const unsaved = ref(false)
  /** Somebody sent or deleted it, in another tab. */
  const gone = ref(false)
  let chain: Promise<unknown> = Promise.resolve()
  let typing: ReturnType<typeof setTimeout> | undefined

  const isSafe = computed(() => unkept.value.length === 0 && !unsaved.value && preparing.value === 0)

  /** False when there is no such report to be written on. */
  async function open(id: string): Promise<boolean> {
    const kept = await outbox.get(id)
    if (kept?.kind !== 'report' || (kept.state !== 'draft' && kept.state !== 'refused')) return false
    gone.value = false
    item.value = kept
    return true
  }

  /** The next report. The former one is where it was left. */
  async function begin(content: Partial<ReportContent>): Promise<ReportItem> {
    await flush()
    close()
    item.value = await outbox.newReport(content)
    return item.value
  }

  function close(): void {
    item.value = null
    troubles.value = []
    unkept.value = []
    unsaved.value = false
  }

  /** On the phone as it came at once; made ready one after another, since a cheap phone has room for one large picture. */
  function add(files: Blob[], shot?: Shot): Promise<void> {
    const id = item.value?.id
    if (!id) return Promise.resolve()
    const kept = files.map((file) => parts.raw.keep(id, file, shot))
    return inTurn(files.map((file, at) => async () => addRaw(id, file, shot, await kept[at]!)))
  }

  /** What an earlier life of the page had taken and not made ready. */
  async function recover(): Promise<void> {
    const left = await parts.raw.all()
    await inTurn(left.map((raw) => async () => {
      const owner = await outbox.get(raw.itemId)
      if (owner?.kind === 'report' && (owner.state === 'draft' || owner.state === 'refused')) await addRaw(raw.itemId, raw.file, raw.shot, raw.key)
      else await parts.raw.drop(raw.key)
    }))
  }

  function inTurn(works: (() => Promise<void>)[]): Promise<void> {
    preparing.value += works.length
    const mine = chain.then(async () => {
      for (const work of works) {
        try {
          await work()
        } finally {
          preparing.value--
        }
      }
    })
    chain = mine.catch(() => undefined)
    return mine
  }

  async function addRaw(id: string, file: Blob, shot: Shot | undefined, key: string | null): Promise<void> {
    await addOne(id, file, shot)
    if (key !== null) await parts.raw.drop(key)
  }

  async function addOne(id: string, file: Blob, shot?: Shot): Promise<void> {
    const there = (item.value?.photos.length ?? 0) + unkept.value.length
    if (there >= parts.mostPhotos()) return trouble('most')
    try {
      const photo = await parts.prepare(file, shot)
      if (item.value?.photoHashes.includes(photo.sha256)) return trouble('already')
      await keep(id, photo)
      if (!shot && item.value?.id === id) parts.picked?.(photo)
    } catch (fault) {
      if (!(fault instanceof PhotoRefused)) throw fault
      parts.note('photo', `${fault.fault}: ${String(fault.cause ?? '')}`)
      trouble(fault.fault)
    }
  }

  async function keep(id: string, photo: PreparedPhoto): Promise<void> {
    try {
      const changed = await outbox.addPhoto(id, photo)
      if (item.value?.id === id && changed.kind === 'report') item.value = { ...changed, report: item.value.report }
    } catch (fault) {
      if (!(fault instanceof StorageFull)) throw fault
      unkept.value = [...unkept.value, photo]
    }
  }

  /** After room was made. */
  async function keepAgain(): Promise<void> {
    const id = item.value?.id
    const [photos, typed] = [unkept.value, unsaved.value]
    if (!id) return
    unkept.value = []
    for (const photo of photos) await keep(id, photo)
    if (typed) await save()
  }

  async function removePhoto(sha256: string): Promise<void> {
    const before = item.value
    if (!before) return
    const changed = await outbox.removePhoto(before.id, sha256)
    if (item.value?.id === before.id && changed.kind === 'report') item.value = { ...changed, report: item.value.report }
  }

  function trouble(kind: PhotoTrouble): void {
    if (!troubles.value.includes(kind)) troubles.value = [...troubles.value, kind]
  }

  /** At once, except while typing. */
  function change(content: Partial<ReportContent>, how: 'now' | 'typing' = 'now'): void {
    if (!item.value) return
    item.value = { ...item.value, report: { ...item.value.report, ...content } }
    clearTimeout(typing)
    if (how === 'now') void save()
    else typing = setTimeout(() => void save(), TYPING_MS)
  }

  async function save(): Promise<void> {
    clearTimeout(typing)
    typing = undefined
    if (!item.value) return
    try {
      await outbox.saveDraft(item.value)
      unsaved.value = false
    } catch (fault) {
      unsaved.value = fault instanceof StorageFull
      gone.value = !unsaved.value
      parts.note('draft', String(fault))
    }
  }

  async function flush(): Promise<void> {
    await chain
    if (typing !== undefined) await save()
  }

  /** Empty: it is the outbox's now. Otherwise what is missing, and the report stays open. */
  async function send(): Promise<(Missing | 'room')[]> {
    await flush()
    if (!item.value) return []
    if (unkept.value.length > 0 || unsaved.value) return ['room']
    const gaps = await outbox.send(item.value.id)
    // What the phone learns from now on, such as a better position, is not this report's any more.
    if (gaps.length === 0) close()
    return gaps
  }

  onScopeDispose(() => void flush())

  return { item, preparing, troubles, unkept, unsaved, gone, isSafe, open, begin, close, add, recover, keepAgain, removePhoto, change, flush, send }
}
