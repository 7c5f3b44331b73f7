// Which of the server's pictures a phone keeps: what the lists on it need, and of the others what was fetched lately.

import type { Case } from '@/api/types'
import type { UserDatabase } from '../db/user'

/** So many of a list, from its top, also with large pictures. */
export const WHOLE = 40
const THUMBNAILS = 200
const LARGE_OF_ONE = 4
/** About 20 KB and 200 KB each: together some 100 MB at the very most. */
const MOST_THUMBNAILS = 1_500
const MOST_LARGE = 300
const KEPT_MS = 14 * 24 * 60 * 60_000

export function wantedThumbnails(cases: Case[]): string[] {
  return cases.slice(0, THUMBNAILS).flatMap((one) => {
    const before = one.photos.find((photo) => photo.role === 'before')
    const [after] = one.photos.filter((photo) => photo.role === 'after').slice(-1)
    return [before, after].flatMap((photo) => (photo ? [photo.urls.thumbnail] : []))
  })
}

export function wantedLarge(cases: Case[]): string[] {
  return cases.slice(0, WHOLE).flatMap((one) => one.photos.slice(0, LARGE_OF_ONE).map((photo) => photo.urls.display))
}

/** What no list needs goes by its age. Where there are too many, those go first, and the oldest of each. */
export async function trimPictures(db: UserDatabase, now: number): Promise<void> {
  const old = new Set(await urlsOf(db.pictures.where('fetchedAt').below(now - KEPT_MS)))
  const urls = await urlsOf(db.pictures.orderBy('fetchedAt'))
  const isSmall = (url: string) => url.endsWith('/thumbnail')
  const small = urls.filter(isSmall)
  const large = urls.filter((url) => !isSmall(url))
  // Most days there is nothing to do, and the lists need not be read.
  if (old.size === 0 && small.length <= MOST_THUMBNAILS && large.length <= MOST_LARGE) return
  const needed = await neededByLists(db)
  await db.pictures.bulkDelete([...tooMany(small, MOST_THUMBNAILS, needed, old), ...tooMany(large, MOST_LARGE, needed, old)])
}

/** Of these, the oldest of which come first. */
function tooMany(urls: string[], most: number, needed: Set<string>, old: Set<string>): string[] {
  const others = urls.filter((url) => !needed.has(url))
  const aged = others.filter((url) => old.has(url))
  const inOrder = [...aged, ...others.filter((url) => !old.has(url)), ...urls.filter((url) => needed.has(url))]
  return inOrder.slice(0, Math.max(aged.length, urls.length - most))
}

async function neededByLists(db: UserDatabase): Promise<Set<string>> {
  const needed = new Set<string>()
  for (const { ids } of await db.lists.toArray()) {
    const rows = await db.cases.bulkGet(ids.slice(0, THUMBNAILS))
    const cases = rows.flatMap((row) => (row ? [row.case] : []))
    for (const url of [...wantedThumbnails(cases), ...wantedLarge(cases)]) needed.add(url)
  }
  return needed
}

async function urlsOf(pictures: { primaryKeys(): PromiseLike<unknown> }): Promise<string[]> {
  return (await pictures.primaryKeys()) as string[]
}
