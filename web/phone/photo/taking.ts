// Photos on their way from the shutter to the outbox, a report's and an action's alike: on the phone at once as they came,
// made ready one after another, and not let go of before the outbox has them. Every one ends kept, waiting for room, or
// failed and offered again; none goes without a word.

import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import { PhotoRefused, type PhotoFault, type PreparedPhoto, type Shot } from '@/photo/types'
import { unlessBusy } from '../db/lock'
import type { RawPhoto, RawPhotos, RawRef } from '../db/raw'
import { StorageFull } from '../db/storage'
import type { Turns } from './turns'

/** One that ends the page while it is made ready must not do so at every start. */
export const MOST_ATTEMPTS = 2

/** What is said of pictures that were not taken over: they are here already, or there are enough. */
export type PhotoTrouble = 'already' | 'most'

/** Why nothing can be sent yet: photos wait for room, or could not be made ready. */
export type PhotoHindrance = 'room' | 'failed'

export interface TakingParts {
  prepare: (file: Blob, shot?: Shot) => Promise<PreparedPhoto>
  raw: RawPhotos
  turns: Turns
  /** The server takes no more for one report or action. */
  mostPhotos: () => number
  /** The item on the page, if there is one. */
  current: () => string | null
  /** What the item has already. */
  hashesOf: (id: string) => Promise<string[]>
  /** Into the outbox. */
  put: (id: string, photo: PreparedPhoto) => Promise<void>
  /** It is ready, whether there was room for it or not. */
  ready?: (id: string | null, photo: PreparedPhoto, shot: Shot | undefined) => void
  /** Another tab has brought in, or taken away, what this one was about to make ready. */
  elsewhere?: () => unknown
  note: (kind: string, text: string) => unknown
}

interface Coming {
  /** Its item; one that is yet to be made belongs to the page. */
  itemId: string | null
  /** Makes the item where there is none yet; a full phone may need it to be asked again. */
  owner: () => Promise<string>
  /** Of the picture as it came; null while that is in memory only. */
  key: string | null
  file: Blob
  shot: Shot | undefined
  /** Which item the page had open then: what was given up is not taken up again. */
  round: number
}

interface Held extends Coming {
  photo: PreparedPhoto
}

export interface Failed extends Coming {
  /** Where the picture itself is the reason. */
  why: PhotoFault | 'most' | null
}

export type Taking = ReturnType<typeof useTaking>

export function useTaking(parts: TakingParts) {
  const { raw, turns } = parts
  const preparing = ref(0)
  const troubles = ref<PhotoTrouble[]>([])
  /** Picked, and more than can be taken. */
  const leftOut = ref(0)
  const held = shallowRef<Held[]>([])
  const failed = shallowRef<Failed[]>([])
  /** Being made ready, and nowhere but in memory. */
  const loose = ref(0)
  let round = 0
  let ended = false

  /** Ready, and the phone had no room for them. */
  const unkept = computed(() => held.value.map(({ photo }) => photo))
  /** Leaving the page would lose something. */
  const atRisk = computed(() => loose.value > 0 || [...held.value, ...failed.value].some(({ key }) => key === null))

  function hindrances(): PhotoHindrance[] {
    return [...(held.value.length > 0 ? ['room' as const] : []), ...(failed.value.length > 0 ? ['failed' as const] : [])]
  }

  async function add(owner: () => Promise<string>, itemId: string | null, files: Blob[], shot?: Shot): Promise<void> {
    await Promise.all(files.map((file) => {
      let finish = () => {}
      const finished = new Promise<void>((resolve) => (finish = resolve))
      const now = round
      loose.value++
      // On the phone at once, although its turn may come later.
      const kept = asItCame(owner, file, shot, finished)
      void kept.then((key) => key !== null && loose.value--)
      return inTurn(async () => {
        const key = await kept
        await makeReady({ itemId, owner, key, file, shot, round: now })
        if (key === null) loose.value--
      }).finally(finish)
    }))
  }

  /** The name under which it is on the phone. Other tabs leave it alone until it is `finished`. */
  async function asItCame(owner: () => Promise<string>, file: Blob, shot: Shot | undefined, finished: Promise<void>): Promise<string | null> {
    const id = await owner().catch(() => null)
    if (id === null) return null
    const key = raw.newKey(id)
    turns.claimed.add(key)
    await new Promise<void>((mine) => void unlessBusy(nameOf(key), () => (mine(), finished)).catch(() => mine()))
    if (await raw.keep({ key, itemId: id, file, shot })) return key
    turns.claimed.delete(key)
    return null
  }

  /** What an earlier life of the page had taken and the outbox never got. */
  async function recover(isWanted: (ref: RawRef) => Promise<boolean>): Promise<void> {
    const works: Promise<void>[] = []
    for (const ref of await raw.refs()) {
      if (turns.claimed.has(ref.key) || !(await isWanted(ref)) || turns.claimed.has(ref.key)) continue
      turns.claimed.add(ref.key)
      works.push(inTurn(() => takeUp(ref)))
    }
    await Promise.all(works)
  }

  async function takeUp({ key, itemId }: RawRef): Promise<void> {
    const done = await alone(key, async (row) => {
      const one: Coming = { itemId, owner: () => Promise.resolve(itemId), key, file: row.file, shot: row.shot, round }
      if (row.attempts >= MOST_ATTEMPTS) return fail(one, null)
      try {
        await raw.tried(key)
      } catch (fault) {
        // What cannot be counted is not tried by itself: it might be the one that ends the page each time.
        parts.note('photo', String(fault))
        return fail(one, null)
      }
      await makeReady(one, true)
    })
    // The other tab answers for it.
    if (!done) letGo(key)
  }

  /** False: another tab is at it. It may have brought it in before, too; then there is nothing to do. */
  async function alone(key: string, work: (row: RawPhoto) => Promise<void>): Promise<boolean> {
    const done = await unlessBusy(nameOf(key), async () => {
      const row = await raw.get(key)
      if (row) await work(row)
      else elsewhere(key)
      return true
    })
    return done === true
  }

  function elsewhere(key: string): void {
    letGo(key)
    parts.elsewhere?.()
  }

  function inTurn(work: () => Promise<void>): Promise<void> {
    preparing.value++
    return turns.take(work).finally(() => preparing.value--)
  }

  async function makeReady(one: Coming, isAgain = false): Promise<void> {
    try {
      const there = await one.owner().then(parts.hashesOf).catch(() => [])
      const hashes = [...there, ...(isHere(one) ? unkept.value.map(({ sha256 }) => sha256) : [])]
      if (hashes.length >= parts.mostPhotos()) return isAgain ? fail(one, 'most') : await tooMany(one)
      const photo = await parts.prepare(one.file, one.shot)
      if (hashes.includes(photo.sha256)) return await already(one, isAgain)
      await keep({ ...one, photo })
      parts.ready?.(one.itemId, photo, one.shot)
    } catch (fault) {
      const why = fault instanceof PhotoRefused ? fault.fault : null
      parts.note('photo', fault instanceof PhotoRefused ? `${fault.fault}: ${String(fault.cause ?? '')}` : String(fault))
      fail(one, why)
    }
  }

  async function keep(one: Held): Promise<void> {
    try {
      await parts.put(await one.owner(), one.photo)
    } catch (fault) {
      if (!(fault instanceof StorageFull)) throw fault
      if (isHere(one)) held.value = [...held.value, one]
      else letGo(one.key)
      return
    }
    await dropRaw(one)
  }

  async function already(one: Coming, isAgain: boolean): Promise<void> {
    // Brought in before, by a page that could not take away how it came: nothing to say.
    if (!isAgain) say(one, 'already')
    await dropRaw(one)
  }

  /** Where nobody is there to be told, it stays as it came and shows when its item is opened. */
  async function tooMany(one: Coming): Promise<void> {
    if (!isHere(one)) return letGo(one.key)
    leftOut.value++
    say(one, 'most')
    await dropRaw(one)
  }

  function say(one: Coming, trouble: PhotoTrouble): void {
    if (isHere(one) && !troubles.value.includes(trouble)) troubles.value = [...troubles.value, trouble]
  }

  function fail({ itemId, owner, key, file, shot, round: then }: Coming, why: Failed['why']): void {
    const one: Failed = { itemId, owner, key, file, shot, round: then, why }
    if (isHere(one)) failed.value = [...failed.value, one]
    else letGo(key)
  }

  /** Of the item on the page: what belongs to another shows when that one is opened. */
  function isHere({ itemId, round: then }: Coming): boolean {
    if (ended) return false
    return itemId === null ? then === round : itemId === parts.current()
  }

  /** It stays on the phone, for whoever opens its item. */
  function letGo(key: string | null): void {
    if (key !== null) turns.claimed.delete(key)
  }

  async function dropRaw({ key }: Coming): Promise<void> {
    if (key === null) return
    // A row that stays is found to be there already, another time.
    await raw.drop(key).catch((fault: unknown) => parts.note('photo', String(fault)))
    letGo(key)
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
        fail(one, null)
      }
    }
  }

  /** The person wants it tried once more, counted or not. */
  async function retry(one: Failed): Promise<void> {
    failed.value = failed.value.filter((other) => other !== one)
    const { key } = one
    if (key === null) {
      loose.value++
      return inTurn(() => makeReady(one, true)).finally(() => loose.value--)
    }
    await inTurn(async () => {
      await raw.tried(key).catch((fault: unknown) => parts.note('photo', String(fault)))
      if (!(await alone(key, () => makeReady(one, true)))) fail(one, one.why)
    })
  }

  async function giveUp(one: Failed): Promise<void> {
    failed.value = failed.value.filter((other) => other !== one)
    await dropRaw(one)
  }

  /** They have gone to the server straight from memory. */
  async function arrived(): Promise<void> {
    const gone = held.value
    held.value = []
    for (const one of gone) await dropRaw(one)
  }

  /** The page goes over to another item. */
  function forget(): void {
    for (const { key } of [...held.value, ...failed.value]) letGo(key)
    round++
    held.value = []
    failed.value = []
    troubles.value = []
    leftOut.value = 0
  }

  onScopeDispose(() => {
    ended = true
    forget()
  })

  return { preparing, troubles, leftOut, unkept, failed, atRisk, hindrances, add, recover, keepAgain, retry, giveUp, arrived, forget, settled: turns.idle }
}

const nameOf = (key: string) => `xuncheng-${key}`
