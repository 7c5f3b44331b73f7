// @vitest-environment node
// A picture fetched ahead is told of when it is shown, once; without network before the next verification.

import { beforeEach, expect, it, vi } from 'vitest'
import type { Client } from '@/api/client'
import { NoConnection } from '@/api/problem'
import { UserDatabase } from '../db/user'
import { uuidv7 } from '../db/uuid'
import { fetchAhead } from '../offline/ahead'
import { aCase } from '@/api/sample'
import { opened, tellOpened } from './opened'
import { keptPicture } from './usePhotoUrl'

vi.mock('@/phone/session', () => ({}))

const large = '/api/v1/photos/ab12/display'
const small = '/api/v1/photos/ab12/thumbnail'
let db: UserDatabase
const raw = vi.fn()
const bytes = vi.fn(async () => new Blob(['x']))
const client = { raw, bytes } as unknown as Client

const kept = async (url: string) => {
  await db.pictures.put({ url, type: 'image/jpeg', bytes: new ArrayBuffer(1), fetchedAt: 0 })
  return (await db.pictures.get(url))!
}
const show = async (url: string) => opened(db, client, (await db.pictures.get(url))!)

beforeEach(() => {
  db = new UserDatabase(uuidv7())
  raw.mockReset().mockImplementation(async () => new Response(null, { status: 304 }))
  bytes.mockClear()
})

it('is fetched ahead without a claim that anybody looked', async () => {
  const photo = { sha256: 'ab12', role: 'before', flags: [], urls: { original: '', display: large, thumbnail: small } }
  vi.stubGlobal('navigator', {})
  await fetchAhead(db, client, [aCase({ id: 'one', photos: [photo] as never, permissions: [] })])
  expect(bytes.mock.calls).toEqual([[small, { 'Xuncheng-Ahead': '1' }], [large, { 'Xuncheng-Ahead': '1' }]])
  expect((await db.pictures.get(large))?.opened).toBeUndefined()
})

it('is told of once when it is shown, and a small one never', async () => {
  await kept(large)
  await kept(small)
  await keptPicture(db, client, small)
  await keptPicture(db, client, large)
  await vi.waitFor(() => expect(raw).toHaveBeenCalledTimes(1))
  await show(large)
  expect(raw.mock.calls).toEqual([[{ method: 'GET', url: large, headers: { Accept: '*/*', 'If-None-Match': '"ab12-display"' } }]])
  await tellOpened(db, client)
  expect(raw).toHaveBeenCalledTimes(1)
})

it('waits without network and is told before a verification', async () => {
  await kept(large)
  raw.mockRejectedValueOnce(new NoConnection('away'))
  await show(large)
  raw.mockRejectedValueOnce(new NoConnection('still away'))
  await expect(tellOpened(db, client)).rejects.toThrow(NoConnection)
  raw.mockResolvedValueOnce(new Response('{}', { status: 503 }))
  await expect(tellOpened(db, client)).rejects.toThrow()
  await tellOpened(db, client)
  await tellOpened(db, client)
  expect(raw).toHaveBeenCalledTimes(4)
})

it('that is not for this person any more holds nothing up', async () => {
  await kept(large)
  raw.mockRejectedValueOnce(new NoConnection('away'))
  await show(large)
  raw.mockResolvedValueOnce(new Response('{}', { status: 404 }))
  await tellOpened(db, client)
  await tellOpened(db, client)
  expect(raw).toHaveBeenCalledTimes(2)
})
