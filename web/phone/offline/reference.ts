// The city on the phone: zones, categories, units, routing rules, limits and running campaigns, kept for offline and fetched
// again when they changed.

import { read, type Client } from '@/api/client'
import { shallowRef, type ShallowRef } from 'vue'
import { allOf } from '@/api/pages'
import { NoConnection, Problem, SignedOut } from '@/api/problem'
import type { Campaign, Category, Limits, RoutingTable, Unit, ZoneCollection } from '@/api/types'
import { quiet } from '@/composables/painted'
import { note } from '../db/device'
import { keeping } from '../db/storage'
import type { ReferenceRow, UserDatabase } from '../db/user'

export interface Reference {
  zones: ZoneCollection
  categories: Category[]
  units: Unit[]
  /** Null where this person may not read them: the department is then said by the server only. */
  rules: RoutingTable | null
  /** The server's own distances and lengths. Null until they were fetched once: the phone guesses none. */
  limits: Limits | null
  /** Those that ran when it was fetched; how far they have come is not kept up to date here. Null until they were fetched once. */
  campaigns: Campaign[] | null
  /** The oldest part's; 0 while limits or campaigns are missing, which come last and may not have come yet. */
  fetchedAt: number
}

export interface ReferenceStore {
  /** Null until the phone has had the city once. */
  city: Readonly<ShallowRef<Reference | null>>
  refreshing: Readonly<ShallowRef<boolean>>
  refresh: () => Promise<void>
  /** Settled when what the phone has was read. */
  loaded: Promise<void>
}

export function openReference(db: UserDatabase, client: Client, now: () => number = Date.now): ReferenceStore {
  const city = shallowRef<Reference | null>(null)
  const refreshing = shallowRef(false)
  let running: Promise<void> | null = null

  async function load(): Promise<void> {
    city.value = assembled(await db.reference.toArray())
  }

  /** Whoever asks while it runs waits for the same. */
  function refresh(): Promise<void> {
    running ??= fetchAll().finally(() => (running = null))
    return running
  }

  async function fetchAll(): Promise<void> {
    refreshing.value = true
    try {
      // By far the largest part.
      await fetchWhenChanged(db, client, 'zones', '/api/v1/zones', now())
      await keep(db, { name: 'categories', etag: null, fetchedAt: now(), data: await allOf((query) => client.get('/api/v1/categories', { query })) })
      await keep(db, { name: 'units', etag: null, fetchedAt: now(), data: await allOf((query) => client.get('/api/v1/units', { query })) })
      await fetchRules(db, client, now())
      await fetchWhenChanged(db, client, 'limits', '/api/v1/reference', now())
      await keep(db, { name: 'campaigns', etag: null, fetchedAt: now(), data: await allOf((query) => client.get('/api/v1/campaigns', { query: { ...query, state: 'running' } })) })
    } catch (fault) {
      if (!(fault instanceof NoConnection) && !(fault instanceof SignedOut)) void note('reference', String(fault))
    }
    // What has come is of use although the rest has not.
    await load().catch((fault: unknown) => note('reference', String(fault)))
    refreshing.value = false
  }

  // Unreadable or closed meanwhile is as good as not fetched yet.
  // A thousand corners of zones are read after the first page, not before it.
  const loaded = quiet().then(load).catch((fault: unknown) => note('reference', String(fault)))
  return { city, refreshing, refresh, loaded }
}

/** Only sent when it differs from what the phone has. */
async function fetchWhenChanged(db: UserDatabase, client: Client, name: 'zones' | 'limits', url: string, now: number): Promise<void> {
  const kept = await db.reference.get(name)
  const headers = kept?.etag ? { 'If-None-Match': kept.etag } : {}
  const answer = await client.raw({ method: 'GET', url, headers: { Accept: 'application/geo+json, application/json', ...headers } })
  if (answer.status === 304 && kept) return keep(db, { ...kept, fetchedAt: now })
  await keep(db, { name, etag: answer.headers.get('ETag'), fetchedAt: now, data: await read(answer) })
}

async function fetchRules(db: UserDatabase, client: Client, now: number): Promise<void> {
  try {
    await keep(db, { name: 'rules', etag: null, fetchedAt: now, data: await client.get('/api/v1/routing-rules', {}) })
  } catch (fault) {
    if (!(fault instanceof Problem) || fault.status !== 403) throw fault
    await db.reference.delete('rules')
  }
}

async function keep(db: UserDatabase, row: ReferenceRow): Promise<void> {
  await keeping(() => db.reference.put(row))
}

function assembled(rows: ReferenceRow[]): Reference | null {
  const row = new Map(rows.map((kept) => [kept.name, kept]))
  const [zones, categories, units] = [row.get('zones'), row.get('categories'), row.get('units')]
  const [limits, campaigns] = [row.get('limits'), row.get('campaigns')]
  if (!zones || !categories || !units) return null
  return {
    zones: zones.data as ZoneCollection,
    categories: categories.data as Category[],
    units: units.data as Unit[],
    rules: (row.get('rules')?.data as RoutingTable | undefined) ?? null,
    limits: (limits?.data as Limits | undefined) ?? null,
    campaigns: (campaigns?.data as Campaign[] | undefined) ?? null,
    fetchedAt: Math.min(...[zones, categories, units, limits, campaigns].map((part) => part?.fetchedAt ?? 0)),
  }
}
