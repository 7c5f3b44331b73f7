// The report being written: on the phone from the first picture on, changed as the person goes, handed to the outbox at
// the end. What the page shows around it is not known here.

import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import type { PreparedPhoto, Shot } from '@/photo/types'
import type { OutboxItem, ReportContent, ReportItem } from '../../db/outbox'
import type { RawPhotos } from '../../db/raw'
import { StorageFull } from '../../db/storage'
import { missing, type Missing } from '../../offline/outbox/commands'
import { withUnkept } from '../../offline/outbox/from-memory'
import type { Outbox } from '../../offline/outbox/outbox'
import { verdict } from '../../offline/outbox/verdict'
import { useTaking } from '../../photo/taking'
import type { Turns } from '../../photo/turns'

const TYPING_MS = 400

export interface DraftParts {
  outbox: Pick<Outbox, 'get' | 'newReport' | 'reportInMemory' | 'keepReport' | 'saveDraft' | 'addPhoto' | 'removePhoto' | 'send' | 'sendFromMemory'>
  prepare: (file: Blob, shot?: Shot) => Promise<PreparedPhoto>
  /** A picked photo may know better than the phone where and when it was. */
  picked?: (photo: PreparedPhoto) => void
  raw: RawPhotos
  turns: Turns
  /** The server takes no more for one report. */
  mostPhotos: () => number
  note: (kind: string, text: string) => void
}

export type Sent =
  | { kind: 'missing'; gaps: Missing[] }
  /** Photos that failed are neither tried again nor taken away. */
  | { kind: 'hindered' }
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
  /** What was typed could not be kept. */
  const unsaved = ref(false)
  /** The phone has at least the item itself. */
  let onPhone = true
  let keepingItem: Promise<boolean> | null = null
  /** Sent straight from memory. The server may have it, so that it stays as it is until that is known. */
  const handed = shallowRef<ReportItem | null>(null)
  /** 0..1 while it is sent straight from memory. */
  const progress = ref<number | null>(null)
  /** Why that did not work. */
  const failure = shallowRef<unknown>(null)
  /** Somebody sent or deleted it, in another tab. */
  const gone = ref(false)
  /** It is to be sent, and its photos are waited for. */
  const awaiting = ref(false)
  let typing: ReturnType<typeof setTimeout> | undefined

  const isFixed = computed(() => handed.value !== null)
  const taking = useTaking({
    prepare: parts.prepare,
    raw: parts.raw,
    turns: parts.turns,
    mostPhotos: parts.mostPhotos,
    current: () => item.value?.id ?? null,
    hashesOf: async (id) => (item.value?.id === id ? item.value : await outbox.get(id))?.photoHashes ?? [],
    put: async (id, photo) => show(id, await outbox.addPhoto(id, photo)),
    ready: (id, photo, shot) => {
      if (!shot && id !== null && item.value?.id === id) parts.picked?.(photo)
    },
    elsewhere: async () => {
      const id = item.value?.id
      const kept = id && (await outbox.get(id))
      if (kept) show(id, kept)
    },
    note: parts.note,
  })
  const { preparing, unkept } = taking
  const inMemory = computed(() => unkept.value.length > 0 || unsaved.value)
  const isSafe = computed(() => !inMemory.value && preparing.value === 0)
  /** Leaving would lose something. */
  const atRisk = computed(() => taking.atRisk.value || unsaved.value)

  /** False when there is no such report to be written on. */
  async function open(id: string): Promise<boolean> {
    const kept = await outbox.get(id)
    if (!isOpen(kept)) return false
    close()
    gone.value = false
    item.value = kept
    recover(id).catch((fault: unknown) => parts.note('photo', String(fault)))
    return true
  }

  /** The next report. The former one is where it was left. A phone that is too full for it has it in memory. */
  async function begin(content: Partial<ReportContent>): Promise<ReportItem> {
    // The former one's photos come to it by themselves; waiting for them would leave the next one in memory only.
    await keepTyped()
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
    taking.forget()
    unsaved.value = false
    onPhone = true
    handed.value = null
    failure.value = null
  }

  async function add(files: Blob[], shot?: Shot): Promise<void> {
    const id = item.value?.id
    if (id) await taking.add(() => placeOf(id), id, files, shot)
  }

  /** A report in memory only has nothing on the phone that photos could belong to. */
  async function placeOf(id: string): Promise<string> {
    if (item.value?.id === id && !(await keepItem())) throw new StorageFull('its report is in memory only')
    return id
  }

  /** What an earlier life of the page had taken and not made ready: of one report, or of all. */
  async function recover(of?: string): Promise<void> {
    await taking.recover(async ({ itemId }) => (of === undefined || itemId === of) && isOpen(await outbox.get(itemId)))
  }

  function show(id: string, changed: OutboxItem): void {
    if (item.value?.id === id && changed.kind === 'report') item.value = { ...changed, report: item.value.report }
  }

  /** After room was made. */
  async function keepAgain(): Promise<void> {
    const typed = unsaved.value
    if (!item.value || !(await keepItem())) return
    await taking.keepAgain()
    if (typed) await save()
  }

  /** Many photos may ask for it at once. */
  function keepItem(): Promise<boolean> {
    if (onPhone || !item.value) return Promise.resolve(true)
    keepingItem ??= keepNow(item.value).finally(() => (keepingItem = null))
    return keepingItem
  }

  async function keepNow(present: ReportItem): Promise<boolean> {
    try {
      await outbox.keepReport(present)
    } catch (fault) {
      if (!(fault instanceof StorageFull)) throw fault
      return false
    }
    onPhone = true
    // What was typed while it was being kept is not in it.
    if (item.value?.id === present.id) await save()
    return true
  }

  async function removePhoto(sha256: string): Promise<void> {
    const before = item.value
    if (!before) return
    show(before.id, await outbox.removePhoto(before.id, sha256))
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

  async function keepTyped(): Promise<void> {
    if (typing !== undefined) await save()
  }

  async function flush(): Promise<void> {
    await taking.settled()
    await keepTyped()
  }

  async function send(): Promise<Sent> {
    const id = item.value?.id
    if (!id) return { kind: 'waits' }
    awaiting.value = true
    try {
      // Also what another tab had in hand and has let go of.
      await recover(id)
      await flush()
    } finally {
      awaiting.value = false
    }
    if (item.value?.id !== id) return { kind: 'waits' }
    if (taking.hindrances().includes('failed')) return { kind: 'hindered' }
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
      if (item.value?.id === whole.id) {
        await taking.arrived()
        close()
      }
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

  return { item, taking, unsaved, inMemory, atRisk, isFixed, awaiting, progress, failure, gone, isSafe, open, begin, close, add, recover, keepAgain, removePhoto, change, flush, send }
}

function isOpen(kept: OutboxItem | undefined): kept is ReportItem {
  return kept?.kind === 'report' && (kept.state === 'draft' || kept.state === 'refused')
}
