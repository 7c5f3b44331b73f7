// Who is using the app. It starts with the last person from the phone itself, without any network; the server's word
// on whether the session still holds comes later, and losing it loses nothing that was written.

import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import * as auth from '@/api/auth'
import { createClient, type Client } from '@/api/client'
import type { Me } from '@/api/types'
import { device, note, type PersonRow } from '@/phone/db/device'
import { createTokens, dropTokens, keepTokens, storedTokens } from '@/phone/db/tokens'
import { getValue, setValue, UserDatabase } from '@/phone/db/user'
import { exclusively } from '@/phone/offline/lock'
import { openOutbox, type Outbox } from '@/phone/offline/outbox/outbox'
import { openReference, type ReferenceStore } from '@/phone/offline/reference'
import { askToPersist } from '@/phone/offline/storage'
import { quiet } from '@/composables/painted'
import { currentLanguage } from '@/words/words'

/** What belongs to the person who is here. */
export interface Here {
  db: UserDatabase
  client: Client
  outbox: Outbox
  reference: ReferenceStore
}

const ME = 'me'

export const useSession = defineStore('session', () => {
  const me = ref<Me | null>(null)
  /** The server has ended the session: everything local works, nothing is sent until the person signs in again. */
  const ended = ref(false)
  const context = shallowRef<Here | null>(null)
  const otherTabs = new BroadcastChannel('xuncheng-session')
  // Somebody else is here now: this tab must not go on showing the former person's data.
  otherTabs.onmessage = () => location.reload()

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
    const answer = await auth.login(username.trim(), password, deviceName(), currentLanguage())
    const same = context.value && me.value?.id === answer.user.id
    if (!same) await leave()
    const db = same ? here().db : new UserDatabase(answer.user.id)
    await keepTokens(db, answer, Date.now())
    await setValue(db, ME, answer.user)
    await device.remember(answer.user, Date.now())
    await device.setCurrentUserId(answer.user.id)
    ended.value = false
    if (same) me.value = answer.user
    else {
      enter(db, answer.user)
      otherTabs.postMessage('changed')
    }
    void askToPersist()
    here().outbox.resume()
    void here().reference.refresh()
  }

  /** The outbox stays on the phone for the next time, unless everything is to go. */
  async function signOut(options: { deleteEverything: boolean }): Promise<void> {
    const { db } = here()
    const tokens = await storedTokens(db)
    await device.setCurrentUserId(null)
    await dropTokens(db)
    await leave()
    otherTabs.postMessage('changed')
    // Told or not: without its tokens the session is of no use to anybody.
    if (tokens) await auth.logout(tokens.access).catch((fault: unknown) => note('session', `logout: ${String(fault)}`))
    if (options.deleteEverything) await forget(db.userId)
  }

  /** Removes a person's data from this phone for good. */
  async function forget(userId: string): Promise<void> {
    if (me.value?.id === userId) throw new Error('still signed in')
    await new UserDatabase(userId).delete()
    await device.people.delete(userId)
  }

  async function people(): Promise<PersonRow[]> {
    return device.people.orderBy('lastSeenAt').reverse().toArray()
  }

  function enter(db: UserDatabase, person: Me): void {
    const tokens = createTokens({ db, exclusively, refresh: auth.refresh, now: Date.now, ended: () => (ended.value = true) })
    const client = createClient({ tokens, language: currentLanguage })
    me.value = person
    context.value = { db, client, outbox: openOutbox(db, client), reference: openReference(db, client) }
  }

  async function leave(): Promise<void> {
    const before = context.value
    me.value = null
    context.value = null
    if (!before) return
    await before.outbox.close()
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

  return { me, ended, isIn, here, start, signIn, signOut, forget, people, freshen }
})

function deviceName(): string {
  return navigator.userAgent.slice(0, 100)
}
