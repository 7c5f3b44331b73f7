// What the server tells the person: kept for offline. What was read without network is told as soon as there is one.

import type { Client } from '@/api/client'
import { getValue, setValue, type UserDatabase } from '../db/user'
import type { Alert, Notice, NoticePage } from './wire'

const KEPT = 'notices'
/** The moment of the latest notice that was read here and that the server does not know to be read. */
const READ_UP_TO = 'notices-read'
const PER_PAGE = 50

export interface KeptNotices {
  items: Notice[]
  unread: number
  nextCursor: string | null
  fetchedAt: number
  /** What waits for the person as long as it lasts. */
  alerts?: Alert[]
}

export async function keptNotices(db: UserDatabase): Promise<KeptNotices | null> {
  return getValue<KeptNotices>(db, KEPT)
}

/** Anew from the latest on. */
export async function fetchNotices(db: UserDatabase, client: Client, now = Date.now()): Promise<void> {
  await tellRead(db, client)
  const page = await ask(client, null)
  const alerts = page.alerts?.length ? { alerts: page.alerts } : {}
  await setValue(db, KEPT, { ...alerts, items: page.items, unread: page.unread, nextCursor: page.next_cursor ?? null, fetchedAt: now } satisfies KeptNotices)
}

/** The next page below what is kept. */
export async function fetchOlder(db: UserDatabase, client: Client): Promise<void> {
  const kept = await keptNotices(db)
  if (!kept?.nextCursor) return
  const page = await ask(client, kept.nextCursor)
  const known = new Set(kept.items.map((notice) => notice.id))
  const items = [...kept.items, ...page.items.filter((notice) => !known.has(notice.id))]
  await setValue(db, KEPT, { ...kept, items, nextCursor: page.next_cursor ?? null } satisfies KeptNotices)
}

/** All that is shown counts as read, at once and without network too. */
export async function markRead(db: UserDatabase): Promise<void> {
  await db.transaction('rw', db.kv, async () => {
    const kept = await keptNotices(db)
    const latest = kept?.items[0]
    if (!kept || !latest || kept.unread === 0) return
    await setValue(db, READ_UP_TO, latest.at)
    // The list still shows what was new; the next look at the server takes the marks away.
    await setValue(db, KEPT, { ...kept, unread: 0 } satisfies KeptNotices)
  })
}

export async function tellRead(db: UserDatabase, client: Client): Promise<void> {
  const upTo = await getValue<string>(db, READ_UP_TO)
  if (upTo === null) return
  await client.post('/api/v1/notices/read', { body: { up_to: upTo } })
  // Another may have been read meanwhile.
  await db.transaction('rw', db.kv, async () => {
    if ((await getValue<string>(db, READ_UP_TO)) === upTo) await db.kv.delete(READ_UP_TO)
  })
}

async function ask(client: Client, cursor: string | null): Promise<NoticePage> {
  const query = { limit: PER_PAGE, ...(cursor ? { cursor } : {}) }
  return client.get('/api/v1/notices', { query })
}
