// What belongs to the phone and not to a person: who was here, who is here now, and the log for support.

import { Dexie, type EntityTable, type Table } from 'dexie'
import type { Me } from '@/api/types'
import type { KeyValue } from './kv'

/** Somebody who has signed in on this phone and whose data may still be on it. */
export interface PersonRow {
  id: string
  username: string
  displayName: string
  unitName: string
  lastSeenAt: number
}

export interface LogRow {
  seq?: number
  at: number
  kind: string
  text: string
}

/** Enough for a day's trouble; more would only fill the phone. */
const MOST_LOG_ROWS = 500

export class DeviceDatabase extends Dexie {
  declare kv: Table<KeyValue, string>
  declare people: EntityTable<PersonRow, 'id'>
  declare log: EntityTable<LogRow, 'seq'>

  constructor() {
    super('xuncheng-phone')
    this.version(1).stores({ kv: 'key', people: 'id, lastSeenAt', log: '++seq, at' })
  }

  async currentUserId(): Promise<string | null> {
    return ((await this.kv.get('user'))?.value as string | null | undefined) ?? null
  }

  async setCurrentUserId(id: string | null): Promise<void> {
    // Nobody is nothing written, so that a full phone can be left.
    if (id === null) await this.kv.delete('user')
    else await this.kv.put({ key: 'user', value: id })
  }

  /** What shows the server that this person has signed in on this phone before. Without it everything works, but slower
   * when many sign in at once. It stays when they sign out. */
  async knownToken(username: string): Promise<string | null> {
    return ((await this.kv.get(known(username)))?.value as string | undefined) ?? null
  }

  async setKnownToken(username: string, token: string): Promise<void> {
    await this.kv.put({ key: known(username), value: token })
  }

  /** Nothing is left of the person on this phone. */
  async forget(id: string): Promise<void> {
    const person = await this.people.get(id)
    if (person) await this.kv.delete(known(person.username))
    await this.people.delete(id)
  }

  async remember(me: Me, now: number): Promise<void> {
    await this.people.put({
      id: me.id,
      username: me.username,
      displayName: me.display_name,
      unitName: me.unit?.name ?? '',
      lastSeenAt: now,
    })
  }
}

const known = (username: string) => `known:${username}`

export const device = new DeviceDatabase()

/** For support: what happened, never what somebody wrote, no tokens. Losing a line is no reason to fail. */
export async function note(kind: string, text: string): Promise<void> {
  try {
    const seq = await device.log.add({ at: Date.now(), kind, text: text.slice(0, 500) })
    if (typeof seq === 'number' && seq % 50 === 0) await device.log.where('seq').belowOrEqual(seq - MOST_LOG_ROWS).delete()
  } catch {
    console.warn(kind, text)
  }
}
