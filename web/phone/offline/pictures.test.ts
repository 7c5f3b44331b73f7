// @vitest-environment node
// What a list on the phone needs stays, however old it is; of the rest the newest.

import { beforeEach, expect, it } from 'vitest'
import { aCase } from '@/api/sample'
import type { Case } from '@/api/types'
import { UserDatabase } from '../db/user'
import { uuidv7 } from '../db/uuid'
import { trimPictures } from './pictures'
import { keepCasesAs } from './work'

const NOW = 1_790_000_000_000
const DAY = 24 * 60 * 60_000

let db: UserDatabase

beforeEach(() => {
  db = new UserDatabase(uuidv7())
})

const small = (name: string) => `/api/v1/photos/${name}/thumbnail`
const large = (name: string) => `/api/v1/photos/${name}/display`

async function keep(urls: string[], fetchedAt: number): Promise<void> {
  await db.pictures.bulkAdd(urls.map((url, at) => ({ url, type: 'image/jpeg', bytes: new ArrayBuffer(1), fetchedAt: fetchedAt + at })))
}

function caseWith(name: string): Case {
  const photo = { sha256: name, role: 'before', flags: [], urls: { original: '', display: large(name), thumbnail: small(name) } }
  return aCase({ id: name, photos: [photo] as never })
}

const left = async () => new Set((await db.pictures.toCollection().primaryKeys()) as string[])
const numbered = (count: number, name: string) => Array.from({ length: count }, (_, number) => `${name}${number}`)

it('keeps what a list still shows, also after weeks, and takes what none does', async () => {
  await keepCasesAs(db, 'mine', [caseWith('listed')], NOW)
  await keep([small('listed'), large('listed'), small('gone'), large('gone')], NOW - 60 * DAY)
  await keep([small('seen lately')], NOW - DAY)
  await trimPictures(db, NOW)
  expect(await left()).toEqual(new Set([small('listed'), large('listed'), small('seen lately')]))
})

it('keeps all that is fetched ahead for one list', async () => {
  const names = numbered(300, 'n')
  await keepCasesAs(db, 'mine', names.map(caseWith), NOW)
  const fetched = [...names.slice(0, 200).map(small), ...names.slice(0, 40).map(large)]
  await keep(fetched, NOW - 20 * DAY)
  await keep(numbered(1_290, 'other').map(small), NOW - DAY)
  await keep(numbered(500, 'other').map(large), NOW - DAY)
  await trimPictures(db, NOW)
  const kept = await left()
  for (const url of fetched) expect(kept.has(url), url).toBe(true)
  expect([...kept].filter((url) => url.endsWith('/thumbnail'))).toHaveLength(1_490)
  expect([...kept].filter((url) => url.endsWith('/display'))).toHaveLength(300)
  // The newest of what no list needs.
  expect(kept.has(large('other499'))).toBe(true)
  expect(kept.has(large('other0'))).toBe(false)
})

it('never keeps more than there is room for', async () => {
  for (const list of numbered(10, 'list')) await keepCasesAs(db, list, numbered(200, `${list}-`).map(caseWith), NOW)
  const all = numbered(10, 'list').flatMap((list) => numbered(200, `${list}-`).map(small))
  await keep(all, NOW - DAY)
  await trimPictures(db, NOW)
  const kept = await left()
  expect(kept.size).toBe(1_500)
  expect(kept.has(all.at(-1)!)).toBe(true)
  expect(kept.has(all[0]!)).toBe(false)
})
