// Reads the directories of a TIFF block, which is what EXIF is; knows nothing of what the tags mean.

export interface Entry {
  tag: number
  type: number
  count: number
  /** Where the value is, in the block: in the entry itself when it is small. */
  at: number
  /** Its length in bytes. */
  size: number
}

export interface Directory {
  /** Where it begins. */
  at: number
  entries: Entry[]
  /** Where the pointer to the next directory is. */
  nextAt: number
}

export interface Tiff {
  view: DataView
  little: boolean
  /** Where the first directory begins. */
  first: number
}

/** Bytes per value, by type; types beyond the list are passed over. */
const WIDTHS = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4]
/** Damaged blocks point anywhere; no real directory is that long. */
const MOST_ENTRIES = 1_000

export function openTiff(bytes: Uint8Array): Tiff | null {
  if (bytes.length < 8) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const order = view.getUint16(0)
  if (order !== 0x4949 && order !== 0x4d4d) return null
  const little = order === 0x4949
  if (view.getUint16(2, little) !== 42) return null
  return { view, little, first: view.getUint32(4, little) }
}

export function directory({ view, little }: Tiff, at: number): Directory | null {
  if (at < 8 || at + 2 > view.byteLength) return null
  const count = view.getUint16(at, little)
  const nextAt = at + 2 + count * 12
  if (count > MOST_ENTRIES || nextAt + 4 > view.byteLength) return null
  const entries: Entry[] = []
  for (let place = at + 2; place < nextAt; place += 12) {
    const type = view.getUint16(place + 2, little)
    const values = view.getUint32(place + 4, little)
    const size = (WIDTHS[type] ?? 0) * values
    const where = size <= 4 ? place + 8 : view.getUint32(place + 8, little)
    if (size === 0 || where + size > view.byteLength) continue
    entries.push({ tag: view.getUint16(place, little), type, count: values, at: where, size })
  }
  return { at, entries, nextAt }
}

export function find(from: Directory | null, tag: number): Entry | null {
  return from?.entries.find((entry) => entry.tag === tag) ?? null
}

/** Of a SHORT or LONG. */
export function integer({ view, little }: Tiff, entry: Entry | null): number | null {
  if (entry?.type === 3) return view.getUint16(entry.at, little)
  if (entry?.type === 4) return view.getUint32(entry.at, little)
  return null
}

export function text({ view }: Tiff, entry: Entry | null): string | null {
  if (entry?.type !== 2) return null
  const bytes = new Uint8Array(view.buffer, view.byteOffset + entry.at, entry.size)
  return String.fromCharCode(...bytes).replace(/\0[^]*$/, '').trim()
}

export function rationals({ view, little }: Tiff, entry: Entry | null): number[] {
  if (entry?.type !== 5) return []
  return Array.from({ length: entry.count }, (_, index) => {
    const at = entry.at + index * 8
    return view.getUint32(at, little) / view.getUint32(at + 4, little)
  })
}
