// Who is using the app. It starts with the last person from the phone itself, without any network; the server's word
// on whether the session still holds comes later, and losing it loses nothing that was written.

import { defineStore } from 'pinia'
import { computed, ref, shallowRef, toRaw } from 'vue'
import * as auth from '@/api/auth'
import { createClient, type Client } from '@/api/client'
import { NoConnection, Problem } from '@/api/problem'
import type { Me, TokenAnswer } from '@/api/types'
import { quiet } from '@/composables/painted'
import { device, note, type PersonRow } from '@/phone/db/device'
import { exclusively } from '@/phone/db/lock'
import { askToPersist, keeping, StorageFull } from '@/phone/db/storage'
import { createTokens, dropTokens, keepTokens, storedTokens, type SessionTokens } from '@/phone/db/tokens'
import { getValue, setValue, UserDatabase } from '@/phone/db/user'
import { openOutbox, type Outbox } from '@/phone/offline/outbox/outbox'
import { openReference, type ReferenceStore } from '@/phone/offline/reference'
import { currentLanguage } from '@/words/words'

/** What belongs to the person who is here. */
export interface Here {
  db: UserDatabase
  tokens: SessionTokens
  client: Client
  outbox: Outbox
  reference: ReferenceStore
}

/** Told to the other tabs: somebody else is here or nobody, or the same person has signed in again. */
type Message = 'changed' | { again: string }

const ME = 'me'

export const useSession = defineStore('session', () => {
  const me = ref<Me | null>(null)
  /** The server has ended the session: everything local works, nothing is sent until the person signs in again. */
  const ended = ref(false)
  const context = shallowRef<Here | null>(null)
  const otherTabs = new BroadcastChannel('xuncheng-session')
  const tell = (message: Message) => otherTabs.postMessage(message)
  otherTabs.onmessage = ({ data }: MessageEvent<Message>) => {
    // Somebody else is here now: this tab must not go on showing the former person's data.
    if (data === 'changed') location.reload()
    else if (data.again === me.value?.id) void comeAlong()
  }

  const isIn = computed(() => me.value !== null)

  /** For pages behind the sign-in; they are never shown without a person. */
  function here(): Here {
    if (!context.value) throw new Error('nobody is signed in')
    return context.value
  }

  /** The last person, as this phone remembers. */
  async function start(): Promise<void> {
    const id = await device.currentUserId()
    if (id === null) return
    const db = new UserDatabase(id)
    const [kept, tokens] = await Promise.all([getValue<Me>(db, ME), storedTokens(db)])
    if (!kept) return db.close()
    enter(db, kept)
    ended.value = tokens === null
    void quiet().then(() => (isIn.value ? freshen() : undefined))
  }

  async function signIn(username: string, password: string): Promise<void> {
    const name = username.trim()
    const answer = await auth.login(name, password, deviceName(), currentLanguage(), await device.knownToken(name))
    const { device_token: fresh } = answer
    // Only convenience: a full phone goes without.
    if (fresh) await device.setKnownToken(name, fresh).catch((fault: unknown) => note('session', `device: ${String(fault)}`))
    if (context.value && me.value?.id === answer.user.id) await comeBack(answer)
    else await comeIn(answer)
    void askToPersist()
    void here().reference.refresh()
  }

  /** Somebody new. What cannot be kept leaves everything as it was. */
  async function comeIn(answer: TokenAnswer): Promise<void> {
    const db = new UserDatabase(answer.user.id)
    try {
      await keepTokens(db, answer, Date.now())
      await keepPerson(db, answer.user)
    } catch (fault) {
      db.close()
      throw fault
    }
    await leave()
    ended.value = false
    enter(db, answer.user)
    tell('changed')
    here().outbox.resume()
  }

  /** The same person again. A full phone is no hindrance: what waits on it can only be sent by somebody signed in. */
  async function comeBack(answer: TokenAnswer): Promise<void> {
    const { db, tokens } = here()
    await tokens.take(answer)
    await keepPerson(db, answer.user).catch((fault: unknown) => {
      if (!(fault instanceof StorageFull)) throw fault
    })
    me.value = answer.user
    goOn()
    tell({ again: answer.user.id })
  }

  /** The session goes on; all others of this person have ended. */
  async function changePassword(old: string, fresh: string): Promise<void> {
    const { client, db } = here()
    try {
      await client.post('/api/v1/me/password', { body: { old, new: fresh } })
    } catch (fault) {
      if (!(await wasChangedBefore(fault))) throw fault
    }
    if (!me.value) return
    const changed = { ...toRaw(me.value), must_change_password: false }
    // Kept before it is shown: whoever reloads at once is not asked again.
    await setValue(db, ME, changed).catch((fault: unknown) => {
      if (!(fault instanceof StorageFull)) throw fault
    })
    if (context.value?.db !== db) return
    me.value = changed
    goOn()
    tell({ again: changed.id })
  }

  /** The answer may be what was lost, of this call or of one before, whose password is the right one by now. */
  async function wasChangedBefore(fault: unknown): Promise<boolean> {
    const mayBe = fault instanceof NoConnection || (fault instanceof Problem && fault.body.errors?.[0]?.pointer === '/old')
    if (!mayBe || !mustChangePassword.value) return false
    await freshen()
    return !mustChangePassword.value
  }

  /** The same person has signed in again in another tab, or chosen another password there. */
  async function comeAlong(): Promise<void> {
    const { db } = here()
    const kept = await getValue<Me>(db, ME).catch(() => null)
    if (context.value?.db !== db) return
    if (kept) me.value = kept
    goOn()
  }

  async function keepPerson(db: UserDatabase, person: Me): Promise<void> {
    await setValue(db, ME, person)
    await keeping(() => device.remember(person, Date.now()))
    await keeping(() => device.setCurrentUserId(person.id))
  }

  function goOn(): void {
    ended.value = false
    here().outbox.resume()
  }

  /** The outbox stays on the phone for the next time, unless everything is to go. */
  async function signOut(options: { deleteEverything: boolean }): Promise<void> {
    const { db, tokens } = here()
    const last = await tokens.present()
    await device.setCurrentUserId(null)
    await dropTokens(db)
    await leave()
    tell('changed')
    // Before the server is told: whoever asked for this may put the phone away at once.
    if (options.deleteEverything) await forget(db.userId)
    // Told or not: without its tokens the session is of no use to anybody.
    if (last) void auth.logout(last.access).catch((fault: unknown) => note('session', `logout: ${String(fault)}`))
  }

  /** Removes a person's data from this phone for good. */
  async function forget(userId: string): Promise<void> {
    if (me.value?.id === userId) throw new Error('still signed in')
    await new UserDatabase(userId).delete()
    await device.forget(userId)
  }

  async function people(): Promise<PersonRow[]> {
    return device.people.orderBy('lastSeenAt').reverse().toArray()
  }

  function enter(db: UserDatabase, person: Me): void {
    // A call of somebody who has left says nothing about who is here.
    const over = () => void (context.value?.db === db && (ended.value = true))
    const tokens = createTokens({ db, exclusively, refresh: auth.refresh, now: Date.now, ended: over })
    const client = createClient({ tokens, language: currentLanguage })
    me.value = person
    context.value = { db, tokens, client, outbox: openOutbox(db, client), reference: openReference(db, client) }
  }

  async function leave(): Promise<void> {
    const before = context.value
    me.value = null
    context.value = null
    if (!before) return
    await before.outbox.close()
    before.tokens.close()
    before.db.close()
  }

  /** What the server says of the person now; offline the kept word stands. */
  async function freshen(): Promise<void> {
    const { client, db, reference } = here()
    try {
      const fresh = await client.get('/api/v1/me', {})
      await setValue(db, ME, fresh)
      if (me.value?.id === fresh.id) me.value = fresh
      await reference.refresh()
    } catch (fault) {
      void note('session', `start: ${String(fault)}`)
    }
  }

  /** Nothing but that works before. */
  const mustChangePassword = computed(() => me.value?.must_change_password === true)

  return { me, ended, isIn, mustChangePassword, here, start, signIn, changePassword, signOut, forget, people, freshen }
})

function deviceName(): string {
  return navigator.userAgent.slice(0, 100)
}
