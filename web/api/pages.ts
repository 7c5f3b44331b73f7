// Lists that come in pages, whole.

const MOST_PER_PAGE = 200

interface PageOf<T> {
  items: T[]
  next_cursor?: string | null
}

/** Every item, page after page; what asks for one of them is the caller's. */
export async function allOf<T>(page: (query: { limit: number; cursor?: string }) => Promise<PageOf<T>>): Promise<T[]> {
  const items: T[] = []
  let cursor: string | null | undefined
  do {
    const got = await page({ limit: MOST_PER_PAGE, ...(cursor ? { cursor } : {}) })
    items.push(...got.items)
    cursor = got.next_cursor
  } while (cursor)
  return items
}
