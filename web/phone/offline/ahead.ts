// Fetches ahead what somebody on the street will want to see without network: events and pictures of the work list. A
// courtesy: it is broken off by the first failure and goes on with the next refresh.

import type { Client } from '@/api/client'
import type { Case } from '@/api/types'
import { NoConnection, Problem } from '@/api/problem'
import { note } from '../db/device'
import type { UserDatabase } from '../db/user'
import { latestEvents } from './latestEvents'
import { trimPictures, wantedLarge, wantedThumbnails, WHOLE } from './pictures'
import { keepEvents, withoutEvents } from './work'

let running: Promise<void> | null = null

/** One run at a time; the list that is fetched meanwhile comes with the next one. */
export function fetchAhead(db: UserDatabase, client: Client, cases: Case[]): Promise<void> {
  running ??= run(db, client, cases).finally(() => (running = null))
  return running
}

async function run(db: UserDatabase, client: Client, cases: Case[]): Promise<void> {
  try {
    for (const url of wantedThumbnails(cases)) await fetchPicture(db, client, url)
    for (const one of await withoutEvents(db, cases.slice(0, WHOLE))) {
      await keepEvents(db, one.id, await latestEvents(client, one.id))
    }
    if (!sparing()) for (const url of wantedLarge(cases)) await fetchPicture(db, client, url)
    await trimPictures(db, Date.now())
  } catch (fault) {
    if (!(fault instanceof NoConnection)) void note('ahead', String(fault))
  }
}

async function fetchPicture(db: UserDatabase, client: Client, url: string): Promise<void> {
  if ((await db.pictures.where('url').equals(url).count()) > 0) return
  try {
    // Nobody looks at it yet: the server must not take it as opened.
    const picture = await client.bytes(url, { 'Xuncheng-Ahead': '1' })
    await db.pictures.put({ url, type: picture.type, bytes: await picture.arrayBuffer(), fetchedAt: Date.now() })
  } catch (fault) {
    // Taken away meanwhile, or not for this person: the others are still wanted.
    if (!(fault instanceof Problem) || fault.status >= 500 || fault.status === 429) throw fault
  }
}

/** The person has asked the phone to spare their data. */
function sparing(): boolean {
  return (navigator as { connection?: { saveData?: boolean } }).connection?.saveData === true
}
