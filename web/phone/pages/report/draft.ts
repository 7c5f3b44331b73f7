// The report being written: on the phone from the first picture on, changed as the person goes, handed to the outbox at
// the end. What the page shows around it is not known here.

import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import { PhotoRefused, type PhotoFault, type PreparedPhoto, type Shot } from '@/photo/types'
import type { OutboxItem, ReportContent, ReportItem } from '../../db/outbox'
import { StorageFull } from '../../db/storage'
import { missing, type Missing } from '../../offline/outbox/commands'
import { withUnkept } from '../../offline/outbox/from-memory'
import type { Outbox } from '../../offline/outbox/outbox'
import { verdict } from '../../offline/outbox/verdict'
import type { RawPhoto } from './raw'

const TYPING_MS = 400

export interface DraftParts {
  outbox: Pick<Outbox, 'get' | 'newReport' | 'reportInMemory' | 'keepReport' | 'saveDraft' | 'addPhoto' | 'removePhoto' | 'send' | 'sendFromMemory'>
  prepare: (file: Blob, shot?: Shot) => Promise<PreparedPhoto>
  /** A picked photo may know better than the phone where and when it was. */
  picked?: (photo: PreparedPhoto) => void
  raw: {
    keep: (id: string, file: Blob, shot?: Shot) => Promise<string | null>
    /** Before it is made ready once more: false when that was tried often enough. */
    tryAgain: (key: string) => Promise<boolean>
    drop: (key: string) => Promise<void>
    all: () => Promise<RawPhoto[]>
  }
  /** The server takes no more for one report. */
  mostPhotos: () => number
  note: (kind: string, text: string) => void
}

export type PhotoTrouble = PhotoFault | 'already' | 'most' | 'failed'

export type Sent =
  | { kind: 'missing'; gaps: Missing[] }
  /** It is the outbox's now. */
  | { kind: 'waits' }
  /** Straight from memory, and the server has it. */
  | { kind: 'arrived'; number: string }
  /** Straight from memory, and it did not work; see `failure`. */
  | { kind: 'failed' }

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
  /** The phone has at least the item itself. */
  let onPhone = true
  /** Sent straight from memory. The server may have it, so that it stays as it is until that is known. */
  const handed = shallowRef<ReportItem | null>(null)
  /** 0..1 while it is sent straight from memory. */
  const progress = ref<number | null>(null)
  /** Why that did not work. */
  const failure = shallowRef<unknown>(null)
  /** Somebody sent or deleted it, in another tab. */
  const gone = ref(false)
  let chain: Promise<unknown> = Promise.resolve()
  /** Under which name a picture in memory is on the phone as it came. */
  const rawOf = new WeakMap<PreparedPhoto, string>()
  let typing: ReturnType<typeof setTimeout> | undefined

  const isFixed = computed(() => handed.value !== null)
  const inMemory = computed(() => unkept.value.length > 0 || unsaved.value)
  const isSafe = computed(() => !inMemory.value && preparing.value === 0)

  /** False when there is no such report to be written on. */
  async function open(id: string): Promise<boolean> {
    const kept = await outbox.get(id)
    if (!isOpen(kept)) return false
    close()
    gone.value = false
    item.value = kept
    return true
  }

  /** The next report. The former one is where it was left. A phone that is too full for it has it in memory. */
  async function begin(content: Partial<ReportContent>): Promise<ReportItem> {
    await flush()
    close()
    try {
      item.value = await outbox.newReport(content)
    } catch (fault) {
      if (!(fault instanceof StorageFull)) throw fault
      item.value = outbox.reportInMemory(content)
      onPhone = false
      unsaved.value = true
    }
    return item.value
  }

  function close(): void {
    item.value = null
    troubles.value = []
    unkept.value = []
    unsaved.value = false
    onPhone = true
    handed.value = null
    failure.value = null
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
      if (!isOpen(owner)) await parts.raw.drop(raw.key)
      else if (await parts.raw.tryAgain(raw.key)) await addRaw(raw.itemId, raw.file, raw.shot, raw.key)
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

  /** The picture as it came goes only when the outbox has it, or when nothing will ever come of it. */
  async function addRaw(id: string, file: Blob, shot: Shot | undefined, key: string | null): Promise<void> {
    try {
      const held = await addOne(id, file, shot)
      if (held && key !== null) return void rawOf.set(held, key)
    } catch (fault) {
      // Those after it are not to blame. This one stays as it came and is tried once more when the page is opened again.
      parts.note('photo', String(fault))
      trouble('failed')
      return
    }
    if (key !== null) await parts.raw.drop(key)
  }

  /** The photo that is in memory only. */
  async function addOne(id: string, file: Blob, shot?: Shot): Promise<PreparedPhoto | null> {
    const there = (item.value?.photos.length ?? 0) + unkept.value.length
    if (there >= parts.mostPhotos()) return trouble('most')
    try {
      const photo = await parts.prepare(file, shot)
      if (item.value?.photoHashes.includes(photo.sha256)) return trouble('already')
      const isKept = await keep(id, photo)
      if (!shot && item.value?.id === id) parts.picked?.(photo)
      return isKept ? null : photo
    } catch (fault) {
      if (!(fault instanceof PhotoRefused)) throw fault
      parts.note('photo', `${fault.fault}: ${String(fault.cause ?? '')}`)
      return trouble(fault.fault)
    }
  }

  async function keep(id: string, photo: PreparedPhoto): Promise<boolean> {
    try {
      const hasNoPlace = !onPhone && item.value?.id === id
      if (hasNoPlace) throw new StorageFull('its report is in memory only')
      const changed = await outbox.addPhoto(id, photo)
      if (item.value?.id === id && changed.kind === 'report') item.value = { ...changed, report: item.value.report }
      return true
    } catch (fault) {
      if (!(fault instanceof StorageFull)) throw fault
      unkept.value = [...unkept.value, photo]
      return false
    }
  }

  /** After room was made. */
  async function keepAgain(): Promise<void> {
    const id = item.value?.id
    const [photos, typed] = [unkept.value, unsaved.value]
    if (!id || !(await keepItem())) return
    unkept.value = []
    for (const photo of photos) {
      const key = rawOf.get(photo)
      if ((await keep(id, photo)) && key !== undefined) await parts.raw.drop(key)
    }
    if (typed) await save()
  }

  async function keepItem(): Promise<boolean> {
    if (onPhone || !item.value) return true
    try {
      await outbox.keepReport(item.value)
      return (onPhone = true)
    } catch (fault) {
      if (!(fault instanceof StorageFull)) throw fault
      return false
    }
  }

  async function removePhoto(sha256: string): Promise<void> {
    const before = item.value
    if (!before) return
    const changed = await outbox.removePhoto(before.id, sha256)
    if (item.value?.id === before.id && changed.kind === 'report') item.value = { ...changed, report: item.value.report }
  }

  function trouble(kind: PhotoTrouble): null {
    if (!troubles.value.includes(kind)) troubles.value = [...troubles.value, kind]
    return null
  }

  /** At once, except while typing. */
  function change(content: Partial<ReportContent>, how: 'now' | 'typing' = 'now'): void {
    if (!item.value || isFixed.value) return
    item.value = { ...item.value, report: { ...item.value.report, ...content } }
    clearTimeout(typing)
    if (how === 'now') void save()
    else typing = setTimeout(() => void save(), TYPING_MS)
  }

  async function save(): Promise<void> {
    clearTimeout(typing)
    typing = undefined
    if (!item.value || !onPhone) return
    try {
      await outbox.saveDraft(item.value)
      unsaved.value = false
    } catch (fault) {
      parts.note('draft', String(fault))
      gone.value = !(fault instanceof StorageFull) && (await wasTaken(item.value.id))
      unsaved.value = !gone.value
    }
  }

  /** Not when the database itself fails: then what was typed is only not kept yet. */
  async function wasTaken(id: string): Promise<boolean> {
    return outbox.get(id).then((kept) => !isOpen(kept), () => false)
  }

  async function flush(): Promise<void> {
    await chain
    if (typing !== undefined) await save()
  }

  async function send(): Promise<Sent> {
    await flush()
    if (!item.value) return { kind: 'waits' }
    if (inMemory.value) return sendNow(item.value)
    const gaps = await outbox.send(item.value.id)
    if (gaps.length > 0) return { kind: 'missing', gaps }
    // What the phone learns from now on, such as a better position, is not this report's any more.
    close()
    return { kind: 'waits' }
  }

  async function sendNow(present: ReportItem): Promise<Sent> {
    const before = handed.value
    const whole = before ?? withUnkept(present, unkept.value)
    const gaps = missing(whole)
    if (gaps.length > 0) return { kind: 'missing', gaps }
    handed.value = whole
    failure.value = null
    progress.value = 0
    try {
      const { caseNumber } = await outbox.sendFromMemory(whole, unkept.value, (share) => (progress.value = share))
      if (item.value?.id === whole.id) close()
      return { kind: 'arrived', number: caseNumber ?? '' }
    } catch (fault) {
      parts.note('draft', `from memory: ${String(fault)}`)
      if (item.value?.id === whole.id) notArrived(fault, whole, before)
      return { kind: 'failed' }
    } finally {
      progress.value = null
    }
  }

  /** Refused, it may be changed; where nothing came of it, it is as before; else the server may have it. */
  function notArrived(fault: unknown, whole: ReportItem, before: ReportItem | null): void {
    failure.value = fault
    const meaning = verdict(fault, whole)
    // Told its clock, it was handed over.
    const nothingDone = !whole.clock || meaning.kind === 'sign-in' || ('nothingDone' in meaning && meaning.nothingDone)
    if (meaning.kind === 'refused') handed.value = null
    else if (nothingDone) handed.value = before
  }

  onScopeDispose(() => void flush())

  return { item, preparing, troubles, unkept, unsaved, inMemory, isFixed, progress, failure, gone, isSafe, open, begin, close, add, recover, keepAgain, removePhoto, change, flush, send }
}

function isOpen(kept: OutboxItem | undefined): kept is ReportItem {
  return kept?.kind === 'report' && (kept.state === 'draft' || kept.state === 'refused')
}
