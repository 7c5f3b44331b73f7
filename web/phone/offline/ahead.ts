// Fetches ahead what somebody on the street will want to see without network: events and pictures of the work list. A
// courtesy: it is broken off by the first failure and goes on with the next refresh.

import type { Client } from '@/api/client'
import type { Case } from '@/api/types'
import { NoConnection, Problem } from '@/api/problem'
import { note } from '../db/device'
import type { UserDatabase } from '../db/user'
import { keepEvents, withoutEvents } from './work'

/** So many of the list, from its top, also with large pictures and events. */
const WHOLE = 40
const THUMBNAILS = 200
/** About 20 KB and 200 KB each: together some 100 MB at the very most. */
const MOST_THUMBNAILS = 1_500
const MOST_LARGE = 300

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
      const events = await client.get('/api/v1/cases/{id}/events', { path: { id: one.id } })
      await keepEvents(db, one.id, events.items)
    }
    if (!sparing()) for (const url of wantedLarge(cases)) await fetchPicture(db, client, url)
    await trimPictures(db)
  } catch (fault) {
    if (!(fault instanceof NoConnection)) void note('ahead', String(fault))
  }
}

function wantedThumbnails(cases: Case[]): string[] {
  return cases.slice(0, THUMBNAILS).flatMap((one) => {
    const before = one.photos.find((photo) => photo.role === 'before')
    const after = one.photos.findLast((photo) => photo.role === 'after')
    return [before, after].flatMap((photo) => (photo ? [photo.urls.thumbnail] : []))
  })
}

function wantedLarge(cases: Case[]): string[] {
  return cases.slice(0, WHOLE).flatMap((one) => one.photos.slice(0, 4).map((photo) => photo.urls.display))
}

async function fetchPicture(db: UserDatabase, client: Client, url: string): Promise<void> {
  if ((await db.pictures.where('url').equals(url).count()) > 0) return
  try {
    const picture = await client.bytes(url)
    await db.pictures.put({ url, type: picture.type, bytes: await picture.arrayBuffer(), fetchedAt: Date.now() })
  } catch (fault) {
    // Taken away meanwhile, or not for this person: the others are still wanted.
    if (!(fault instanceof Problem) || fault.status >= 500 || fault.status === 429) throw fault
  }
}

/** The oldest go first. */
export async function trimPictures(db: UserDatabase): Promise<void> {
  const urls = (await db.pictures.orderBy('fetchedAt').primaryKeys()) as string[]
  const small = urls.filter((url) => url.endsWith('/thumbnail'))
  const large = urls.filter((url) => !url.endsWith('/thumbnail'))
  await db.pictures.bulkDelete([...small.slice(0, -MOST_THUMBNAILS), ...large.slice(0, -MOST_LARGE)])
}

/** The person has asked the phone to spare their data. */
function sparing(): boolean {
  return (navigator as { connection?: { saveData?: boolean } }).connection?.saveData === true
}
