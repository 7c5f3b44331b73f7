// Where the EXIF block lies in a file, and how one is put into a JPEG. What is in the block is `exif`.

import { ascii, type PictureKind } from './kind'

/** An APP1 segment's payload: 65,535 less its own length field and `Exif\0\0`. */
const MOST_BLOCK = 65_535 - 2 - 6

/** The TIFF block, or null when there is none. */
export function exifBlock(bytes: Uint8Array, kind: PictureKind): Uint8Array | null {
  switch (kind) {
    case 'jpeg':
      return fromJpeg(bytes)
    case 'png':
      return fromPng(bytes)
    case 'webp':
      return fromWebp(bytes)
    case 'heic':
      return fromHeic(bytes)
    case 'other':
      return null
  }
}

/** The picture's data up to the first scan says all; beyond it are only pixels. */
function fromJpeg(bytes: Uint8Array): Uint8Array | null {
  for (const segment of segments(bytes)) {
    if (segment.marker === 0xe1 && ascii(bytes, segment.at, 6) === 'Exif\0\0') return bytes.subarray(segment.at + 6, segment.end)
  }
  return null
}

interface Segment {
  marker: number
  /** Of the payload. */
  at: number
  end: number
}

function* segments(bytes: Uint8Array): Generator<Segment> {
  let at = 2
  while (at + 4 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1]!
    // A marker may be padded with any number of FF.
    if (marker === 0xff) {
      at += 1
      continue
    }
    if (marker === 0xda || marker === 0xd9) return
    const length = (bytes[at + 2]! << 8) | bytes[at + 3]!
    const end = at + 2 + length
    if (length < 2 || end > bytes.length) return
    yield { marker, at: at + 4, end }
    at = end
  }
}

function fromPng(bytes: Uint8Array): Uint8Array | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = 8; at + 12 <= bytes.length; ) {
    const end = at + 8 + view.getUint32(at)
    if (end > bytes.length) return null
    if (ascii(bytes, at + 4, 4) === 'eXIf') return bytes.subarray(at + 8, end)
    at = end + 4
  }
  return null
}

function fromWebp(bytes: Uint8Array): Uint8Array | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = 12; at + 8 <= bytes.length; ) {
    const length = view.getUint32(at + 4, true)
    const begin = at + 8
    if (begin + length > bytes.length) return null
    if (ascii(bytes, at, 4) === 'EXIF') {
      const named = ascii(bytes, begin, 6) === 'Exif\0\0'
      return bytes.subarray(named ? begin + 6 : begin, begin + length)
    }
    at = begin + length + (length % 2)
  }
  return null
}

/** HEIC keeps it as an item somewhere in the file, with this name before it; how long it is stands in tables not read here. */
function fromHeic(bytes: Uint8Array): Uint8Array | null {
  for (let at = bytes.indexOf(0x45); at !== -1; at = bytes.indexOf(0x45, at + 1)) {
    if (ascii(bytes, at, 6) !== 'Exif\0\0') continue
    const order = ascii(bytes, at + 6, 4)
    if (order === 'II*\0' || order === 'MM\0*') return bytes.subarray(at + 6, at + 6 + MOST_BLOCK)
  }
  return null
}

/** As its first segment, where EXIF has to be. A block too long for a segment is left out. */
export function withExif(jpeg: Uint8Array, block: Uint8Array): Uint8Array<ArrayBuffer> {
  if (block.length > MOST_BLOCK) return new Uint8Array(jpeg)
  const length = block.length + 8
  const made = new Uint8Array(jpeg.length + length + 2)
  made.set([0xff, 0xd8, 0xff, 0xe1, length >> 8, length & 0xff, 0x45, 0x78, 0x69, 0x66, 0, 0])
  made.set(block, 12)
  made.set(jpeg.subarray(2), 12 + block.length)
  return made
}
