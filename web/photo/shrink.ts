// Makes a photo fit to be kept on the phone and sent: small, upright, with its EXIF. What is small already stays byte
// for byte as it is, since untouched bytes are the better evidence.

import { decode, type Picture } from './canvas'
import { exifBlock, withExif } from './container'
import { adjustExif, readExif } from './exif'
import { writeExif } from './exif-write'
import { kindOf, type PictureKind } from './kind'
import { sha256 } from './sha256'
import { PhotoRefused, type PreparedPhoto, type Shot } from './types'

const LONG_SIDE = 1920
const AIM_BYTES = 400 * 1024
/** Not worth losing quality over. */
const SMALL_ENOUGH_BYTES = 500 * 1024
const QUALITIES = [0.85, 0.75, 0.65, 0.55]
const THUMBNAIL_SIDE = 320
const THUMBNAIL_QUALITY = 0.7

export async function preparePhoto(file: Blob, shot?: Shot): Promise<PreparedPhoto> {
  if (!globalThis.crypto?.subtle) throw new PhotoRefused('insecure')
  const original = new Uint8Array(await readAll(file))
  const kind = kindOf(original)
  if (kind === 'other') throw new PhotoRefused('not_a_picture')
  const picture = await decode(new Blob([original], { type: mediaType(kind) }), kind === 'heic')
  try {
    const block = exifBlock(original, kind)
    const kept = isFine(original, kind, picture) ? asItIs(original, picture, block, shot) : await shrunk(picture, block, shot)
    const { takenAt, place } = readExif(exifBlock(kept.bytes, 'jpeg') ?? new Uint8Array())
    const { bytes, type } = await picture.jpeg(THUMBNAIL_SIDE, THUMBNAIL_QUALITY)
    return {
      sha256: await sha256(kept.bytes),
      type: 'image/jpeg',
      bytes: kept.bytes.buffer,
      width: kept.width,
      height: kept.height,
      takenAt,
      place,
      thumbnail: { bytes, type },
    }
  } finally {
    picture.close()
  }
}

interface Kept {
  bytes: Uint8Array<ArrayBuffer>
  width: number
  height: number
}

function isFine(original: Uint8Array, kind: PictureKind, { width, height }: Picture): boolean {
  return kind === 'jpeg' && original.length <= SMALL_ENOUGH_BYTES && Math.max(width, height) <= LONG_SIDE
}

/** Byte for byte, except that a frame of the in-app camera gets what its camera did not write. */
function asItIs(original: Uint8Array<ArrayBuffer>, { width, height }: Picture, block: Uint8Array | null, shot: Shot | undefined): Kept {
  const bytes = !block && shot ? withExif(original, writeExif(shot)) : original
  return { bytes, width, height }
}

async function shrunk(picture: Picture, block: Uint8Array | null, shot: Shot | undefined): Promise<Kept> {
  let made = await picture.jpeg(LONG_SIDE, QUALITIES[0]!)
  for (const quality of QUALITIES.slice(1)) {
    if (made.bytes.byteLength <= AIM_BYTES) break
    made = await picture.jpeg(LONG_SIDE, quality)
  }
  const { width, height } = made
  const plain = new Uint8Array(made.bytes)
  const exif = block ? adjustExif(block, width, height) : shot ? writeExif(shot) : null
  return { bytes: exif ? withExif(plain, exif) : plain, width, height }
}

/** A picked file can vanish before it is read: a card pulled out, a cloud file that is not there. */
async function readAll(file: Blob): Promise<ArrayBuffer> {
  try {
    return await file.arrayBuffer()
  } catch (fault) {
    throw new PhotoRefused('damaged', fault)
  }
}

function mediaType(kind: PictureKind): string {
  return `image/${kind}`
}
