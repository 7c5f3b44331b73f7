// Pictures fetched ahead that somebody has looked at: whoever verifies is held to have opened them. The server is told by
// asking for one again, which it need not send; what it could not be told is told before the next verification.

import { read, type Client } from '@/api/client'
import type { PictureRow, UserDatabase } from '../db/user'
import { getValue } from '../db/user'

const WAITING = 'opened-pictures'

/** A picture that is on the phone is shown. Never fails: it is shown whatever becomes of this. */
export async function opened(db: UserDatabase, client: Client, { url, opened: known }: PictureRow): Promise<void> {
  if (known || !url.endsWith('/display')) return
  await remember(db, url).catch(() => undefined)
  await tell(db, client, url).catch(() => undefined)
}

/** Throws when the server is not there: what waits on this comes again. */
export async function tellOpened(db: UserDatabase, client: Client, signal?: AbortSignal): Promise<void> {
  for (const url of await waiting(db)) await tell(db, client, url, signal)
}

async function tell(db: UserDatabase, client: Client, url: string, signal?: AbortSignal): Promise<void> {
  const [sha256] = url.split('/').slice(-2)
  const headers = { Accept: '*/*', 'If-None-Match': `"${sha256}-display"` }
  const answer = await client.raw({ method: 'GET', url, headers, ...(signal ? { signal } : {}) })
  // Not for this person any more: nothing to tell.
  if (answer.status >= 500 || answer.status === 429) await read(answer)
  await db.transaction('rw', db.kv, async () => {
    await db.kv.put({ key: WAITING, value: (await waiting(db)).filter((one) => one !== url) })
  })
}

async function remember(db: UserDatabase, url: string): Promise<void> {
  await db.transaction('rw', db.kv, db.pictures, async () => {
    await db.kv.put({ key: WAITING, value: [...new Set([...(await waiting(db)), url])] })
    await db.pictures.update(url, { opened: true })
  })
}

const waiting = async (db: UserDatabase) => (await getValue<string[]>(db, WAITING)) ?? []
