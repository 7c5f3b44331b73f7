// Photos of an action on their way from the shutter to the outbox: on the phone at once as they came,
// made ready one after another, and not let go of before the outbox has them. Every one ends kept, refused with words,
// waiting for room, or failed and offered again.

import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import { PhotoRefused, type PhotoFault, type PreparedPhoto, type Shot } from '@/photo/types'
import { StorageFull } from '../db/storage'
import type { RawPhoto, RawPhotos } from './raw'
import type { Turns } from './turns'

/** One that ends the page while it is made ready must not do so at every start. */
export const MOST_ATTEMPTS = 2

export type PhotoTrouble = PhotoFault | 'already' | 'most'

/** Why nothing can be sent yet: photos wait for room, or could not be made ready. */
export type PhotoHindrance = 'room' | 'failed'

export interface TakingParts {
  prepare: (file: Blob, shot?: Shot) => Promise<PreparedPhoto>
  raw: RawPhotos
  turns: Turns
  /** The server takes no more for one action. */
  mostPhotos: () => number
  /** The item on the page, if there is one. */
  current: () => string | null
  /** What the item has already. */
  hashesOf: (id: string) => Promise<string[]>
  /** Into the outbox. */
  put: (id: string, photo: PreparedPhoto, shot: Shot | undefined) => Promise<void>
  note: (kind: string, text: string) => unknown
}

interface Coming {
  /** Its item; one that is yet to be made belongs to the page. */
  itemId: string | null
  owner: () => Promise<string>
  /** Of the raw photo; null while it is in memory only. */
  key: string | null
  file: Blob
  shot: Shot | undefined
}

interface Held extends Coming {
  photo: PreparedPhoto
}

export type Failed = Coming
export type Taking = ReturnType<typeof useTaking>

export function useTaking(parts: TakingParts) {
  const { raw, turns } = parts
  const preparing = ref(0)
  const troubles = ref<PhotoTrouble[]>([])
  const held = shallowRef<Held[]>([])
  const failed = shallowRef<Failed[]>([])
  /** Being made ready, and nowhere but in memory. */
  const loose = ref(0)
  let ended = false

  /** Ready, and the phone had no room for them. */
  const unkept = computed(() => held.value.map(({ photo }) => photo))
  /** Leaving the page would lose something. */
  const atRisk = computed(() => loose.value > 0 || [...held.value, ...failed.value].some(({ key }) => key === null))

  function hindrances(): PhotoHindrance[] {
    return [...(held.value.length > 0 ? ['room' as const] : []), ...(failed.value.length > 0 ? ['failed' as const] : [])]
  }

  /** `owner` makes the item where there is none yet; a full phone may need it to be asked again. */
  async function add(owner: () => Promise<string>, itemId: string | null, files: Blob[], shot?: Shot): Promise<void> {
    await Promise.all(files.map((file) => {
      const key = raw.newKey()
      turns.claimed.add(key)
      loose.value++
      // On the phone at once, although its turn may come later.
      const kept = owner().then((id) => raw.keep(key, id, file, shot), () => false).then((is) => {
        if (is) loose.value--
        return is
      })
      return inTurn(async () => {
        const isKept = await kept
        if (!isKept) turns.claimed.delete(key)
        await make({ itemId, owner, key: isKept ? key : null, file, shot })
        if (!isKept) loose.value--
      })
    }))
  }

  /** What an earlier life of the page had taken and the outbox never got. */
  async function recover(judge: (row: RawPhoto) => Promise<'take' | 'leave' | 'drop'>): Promise<void> {
    const works: Promise<void>[] = []
    for (const row of await raw.all()) {
      if (turns.claimed.has(row.key)) continue
      const verdict = await judge(row)
      if (verdict === 'drop') await raw.drop(row.key)
      if (verdict !== 'take' || turns.claimed.has(row.key)) continue
      const one: Coming = { itemId: row.itemId, owner: () => Promise.resolve(row.itemId), key: row.key, file: row.file, shot: row.shot }
      turns.claimed.add(row.key)
      if (row.attempts >= MOST_ATTEMPTS) fail(one)
      else works.push(inTurn(() => again(one)))
    }
    await Promise.all(works)
  }

  function inTurn(work: () => Promise<void>): Promise<void> {
    preparing.value++
    return turns.take(work).finally(() => preparing.value--)
  }

  async function again(one: Coming): Promise<void> {
    try {
      if (one.key !== null) await raw.tried(one.key)
    } catch (fault) {
      // What cannot be counted is not tried: it might be the one that ends the page each time.
      parts.note('photo', String(fault))
      return fail(one)
    }
    await make(one)
  }

  async function make(one: Coming): Promise<void> {
    try {
      const there = await one.owner().then(parts.hashesOf).catch(() => [])
      const hashes = [...there, ...held.value.map(({ photo }) => photo.sha256)]
      if (hashes.length >= parts.mostPhotos()) return await refuse(one, 'most')
      const photo = await parts.prepare(one.file, one.shot)
      if (hashes.includes(photo.sha256)) return await refuse(one, 'already')
      await keep({ ...one, photo })
    } catch (fault) {
      parts.note('photo', fault instanceof PhotoRefused ? `${fault.fault}: ${String(fault.cause ?? '')}` : String(fault))
      if (fault instanceof PhotoRefused) await refuse(one, fault.fault)
      else fail(one)
    }
  }

  async function keep(one: Held): Promise<void> {
    try {
      await parts.put(await one.owner(), one.photo, one.shot)
    } catch (fault) {
      if (!(fault instanceof StorageFull)) throw fault
      if (isHere(one)) held.value = [...held.value, one]
      else letGo(one)
      return
    }
    await dropRaw(one)
  }

  async function refuse(one: Coming, trouble: PhotoTrouble): Promise<void> {
    if (isHere(one) && !troubles.value.includes(trouble)) troubles.value = [...troubles.value, trouble]
    await dropRaw(one)
  }

  function fail(one: Coming): void {
    if (isHere(one)) failed.value = [...failed.value, { itemId: one.itemId, owner: one.owner, key: one.key, file: one.file, shot: one.shot }]
    else letGo(one)
  }

  /** Of the item on the page: what belongs to another shows when that one is opened. */
  function isHere({ itemId }: Coming): boolean {
    return !ended && (itemId === null || itemId === parts.current())
  }

  /** It stays on the phone, for whoever opens its item. */
  function letGo({ key }: Coming): void {
    if (key !== null) turns.claimed.delete(key)
  }

  async function dropRaw(one: Coming): Promise<void> {
    if (one.key === null) return
    // A row that stays is found to be there already, another time.
    await raw.drop(one.key).catch((fault: unknown) => parts.note('photo', String(fault)))
    letGo(one)
  }

  /** After room was made. */
  async function keepAgain(): Promise<void> {
    const waiting = held.value
    held.value = []
    for (const one of waiting) {
      try {
        await keep(one)
      } catch (fault) {
        parts.note('photo', String(fault))
        fail(one)
      }
    }
  }

  async function retry(one: Failed): Promise<void> {
    failed.value = failed.value.filter((other) => other !== one)
    if (one.key === null) loose.value++
    await inTurn(() => again(one))
    if (one.key === null) loose.value--
  }

  async function giveUp(one: Failed): Promise<void> {
    failed.value = failed.value.filter((other) => other !== one)
    await dropRaw(one)
  }

  /** The page goes over to another item. */
  function forget(): void {
    for (const one of [...held.value, ...failed.value]) letGo(one)
    held.value = []
    failed.value = []
    troubles.value = []
  }

  onScopeDispose(() => {
    ended = true
    forget()
  })

  return { preparing, troubles, unkept, failed, atRisk, hindrances, add, recover, keepAgain, retry, giveUp, forget, settled: turns.idle }
}
