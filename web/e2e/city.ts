// What the tests ask the server itself: who is who, which cases there are, and whether the photos are really there.

import { equal } from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Case, CaseEvent, RawPosition, Schemas, TokenAnswer } from '@/api/types'
import { uuidv7 } from '@/phone/db/uuid'
import type { Account } from './server'

export type City = ReturnType<typeof openCity>

export interface Place {
  lon: number
  lat: number
  zone: string
}

/** In the fixture city; the fixture photos were taken there. */
export const PLACES = {
  jiefang: { lon: 105.7340516, lat: 34.5808734, zone: 'jiefang-east' },
  zhongxin: { lon: 105.7217379, lat: 34.582599, zone: 'zhongxin-middle' },
  renmin: { lon: 105.710766, lat: 34.5769484, zone: 'renmin-west' },
  songlin: { lon: 105.7316764, lat: 34.5776039, zone: 'songlin-south' },
} satisfies Record<string, Place>

/** Shown in the app under its campaign word. */
export const ADVERTS = { scheme: 'GBT30428-2013-event', code: '02-01', word: '牛皮癣', department: 'chengguan' }

export const fixture = (name: string) => fileURLToPath(new URL(`../../fixtures/photos/${name}.jpg`, import.meta.url))

export function openCity(server: string, accounts: Account[]) {
  const tokens = new Map<string, TokenAnswer>()

  function account(username: string): Account {
    const found = accounts.find((one) => one.username === username)
    if (!found) throw new Error(`no account ${username}`)
    return found
  }

  async function as(username: string): Promise<TokenAnswer> {
    const known = tokens.get(username)
    if (known) return known
    const { password } = account(username)
    const answer = await fetch(`${server}/api/v1/auth/login`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ username, password }) })
    if (!answer.ok) throw new Error(`${username} cannot sign in: ${await answer.text()}`)
    const token = (await answer.json()) as TokenAnswer
    tokens.set(username, token)
    return token
  }

  async function call<T>(username: string, method: string, path: string, body?: unknown): Promise<T> {
    const { access_token } = await as(username)
    const isBytes = body instanceof Uint8Array
    const answer = await fetch(`${server}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${access_token}`, ...(body === undefined ? {} : { 'content-type': isBytes ? 'image/jpeg' : 'application/json' }) },
      body: body === undefined ? null : isBytes ? new Blob([body as Uint8Array<ArrayBuffer>]) : JSON.stringify(body),
    })
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as T
  }

  /** All cases somebody has reported, whatever became of them. */
  async function reportedBy(username: string): Promise<Case[]> {
    const { user } = await as(username)
    const found: Case[] = []
    let cursor: string | null = null
    do {
      const page: { items: Case[]; next_cursor?: string | null } = await call('leader1', 'GET', `/cases?limit=200${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`)
      found.push(...page.items.filter((one) => one.reporter.id === user.id))
      cursor = page.next_cursor ?? null
    } while (cursor)
    return found
  }

  const theCase = (id: string) => call<Case>('leader1', 'GET', `/cases/${id}`)
  const events = async (id: string) => (await call<{ items: CaseEvent[] }>('leader1', 'GET', `/cases/${id}/events`)).items

  /** Somebody's own, the latest first, as `reader` sees them. */
  async function visitsOf(username: string, reader = username): Promise<Schemas['Visit'][]> {
    const { user } = await as(username)
    return (await call<{ items: Schemas['Visit'][] }>(reader, 'GET', `/visits?limit=200&inspector=${user.id}`)).items
  }
  const theVisit = (id: string, reader: string) => call<Schemas['Visit']>(reader, 'GET', `/visits/${id}`)

  /** The bytes at the server have the hash they are kept under. */
  async function expectBytes(sha256: string): Promise<void> {
    const { access_token } = await as('leader1')
    const answer = await fetch(`${server}/api/v1/photos/${sha256}/original`, { headers: { authorization: `Bearer ${access_token}` } })
    equal(answer.status, 200, `photo ${sha256}`)
    equal(createHash('sha256').update(new Uint8Array(await answer.arrayBuffer())).digest('hex'), sha256)
  }

  async function upload(username: string, name: string): Promise<string> {
    const bytes = await freshPhoto(name)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    await call(username, 'PUT', `/photos/${sha256}`, bytes)
    return sha256
  }

  async function report(username: string, place: Place, photo = 'illegal-adverts-before'): Promise<Case> {
    const position: RawPosition = { lon: place.lon, lat: place.lat, crs: 'wgs84', accuracy_m: 8, source: 'device' }
    const body = { category: { scheme: ADVERTS.scheme, code: ADVERTS.code }, position, captured_at: new Date().toISOString(), description: '墙面小广告', photos: [await upload(username, photo)], mode: 'routine' }
    return call(username, 'PUT', `/cases/${uuidv7()}`, body)
  }

  const act = (username: string, of: Case, action: string, body: Record<string, unknown>) =>
    call<Case>(username, 'POST', `/cases/${of.id}/actions/${action}`, { expected_version: of.version, ...body })

  async function handle(username: string, of: Case): Promise<Case> {
    return act(username, of, 'handle', { photos: [await upload(username, 'illegal-adverts-after')], note: '已清理干净' })
  }

  /** Somebody new, with the password an administrator would hand over: it opens nothing but the choice of another. */
  async function newcomer(like: string): Promise<Account> {
    const username = `new-${randomBytes(4).toString('hex')}`
    const { role, unit } = (await as(like)).user
    await call('admin', 'PUT', `/users/${username}`, { display_name: '新同事', role, unit: unit?.code ?? null })
    return call<Account>('admin', 'POST', `/users/${username}/password`)
  }

  /** As when an administrator ends it, or the same token is used somewhere else. */
  async function endSession(accessToken: string): Promise<void> {
    const answer = await fetch(`${server}/api/v1/auth/logout`, { method: 'POST', headers: { authorization: `Bearer ${accessToken}` } })
    equal(answer.status, 204)
  }

  return { account, reportedBy, theCase, events, visitsOf, theVisit, expectBytes, report, act, handle, newcomer, endSession }
}

/** A fixture photo in tints that nobody else's has: the server wants no picture twice, whatever else is in the file. */
export async function freshPhoto(name: string): Promise<Uint8Array> {
  const bytes = await readFile(fixture(name))
  // The steps in which a JPEG counts its frequencies, the lowest ones first: a little more of some of them in every block.
  const table = bytes.indexOf(Buffer.from([0xff, 0xdb]))
  randomBytes(10).forEach((random, frequency) => (bytes[table + 5 + frequency]! += random % 4))
  const comment = randomBytes(16).toString('hex')
  const segment = Buffer.concat([Buffer.from([0xff, 0xfe, 0, comment.length + 2]), Buffer.from(comment)])
  return Buffer.concat([bytes.subarray(0, 2), segment, bytes.subarray(2)])
}
