// What a photo's EXIF says, and the same EXIF for a smaller copy of the photo. Where the block lies in a file is
// `container`; writing one for the in-app camera is `exif-write`.

import { directory, find, integer, openTiff, rationals, text, type Directory, type Tiff } from './tiff'

const ORIENTATION = 0x0112
const EXIF_IFD = 0x8769
const GPS_IFD = 0x8825
const IMAGE_WIDTH = 0x0100
const IMAGE_HEIGHT = 0x0101
const PIXEL_X = 0xa002
const PIXEL_Y = 0xa003
const TAKEN = 0x9003
const TAKEN_OFFSET = 0x9011
const TAKEN_SUBSEC = 0x9291
const THUMBNAIL_AT = 0x0201
const THUMBNAIL_SIZE = 0x0202

export interface ExifFacts {
  /** 1 to 8. */
  orientation: number
  /** RFC 3339; without an offset in EXIF the city's time is assumed, as the server does. */
  takenAt: string | null
  /** WGS-84. */
  place: { lon: number; lat: number } | null
}

const CITY_OFFSET = '+08:00'

export function readExif(block: Uint8Array): ExifFacts {
  const tiff = openTiff(block)
  const main = tiff && directory(tiff, tiff.first)
  if (!tiff || !main) return { orientation: 1, takenAt: null, place: null }
  const orientation = integer(tiff, find(main, ORIENTATION)) ?? 1
  const exif = below(tiff, main, EXIF_IFD)
  return {
    orientation: orientation >= 1 && orientation <= 8 ? orientation : 1,
    takenAt: takenAt(tiff, exif),
    place: place(tiff, below(tiff, main, GPS_IFD)),
  }
}

/**
 * For a copy whose pixels are upright and fewer: orientation 1, the copy's own size, no thumbnail of the old one.
 * Everything else stays at its place, since makers' notes point into the block by position.
 */
export function adjustExif(block: Uint8Array, width: number, height: number): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(block)
  const tiff = openTiff(copy)
  const main = tiff && directory(tiff, tiff.first)
  if (!tiff || !main) return copy
  const exif = below(tiff, main, EXIF_IFD)
  setInteger(tiff, main, ORIENTATION, 1)
  setInteger(tiff, main, IMAGE_WIDTH, width)
  setInteger(tiff, main, IMAGE_HEIGHT, height)
  setInteger(tiff, exif, PIXEL_X, width)
  setInteger(tiff, exif, PIXEL_Y, height)
  return withoutThumbnail(tiff, main, copy)
}

function withoutThumbnail(tiff: Tiff, main: Directory, copy: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const second = directory(tiff, tiff.view.getUint32(main.nextAt, tiff.little))
  tiff.view.setUint32(main.nextAt, 0, tiff.little)
  const at = integer(tiff, find(second, THUMBNAIL_AT))
  const size = integer(tiff, find(second, THUMBNAIL_SIZE))
  if (at === null || size === null || at + size > copy.length) return copy
  copy.fill(0, at, at + size)
  // Nearly always it is the last thing in the block.
  return at + size === copy.length ? copy.slice(0, at) : copy
}

function setInteger(tiff: Tiff, from: Directory | null, tag: number, value: number): void {
  const entry = find(from, tag)
  if (entry?.type === 3) tiff.view.setUint16(entry.at, value, tiff.little)
  if (entry?.type === 4) tiff.view.setUint32(entry.at, value, tiff.little)
}

function below(tiff: Tiff, from: Directory, tag: number): Directory | null {
  const at = integer(tiff, find(from, tag))
  return at === null ? null : directory(tiff, at)
}

function takenAt(tiff: Tiff, exif: Directory | null): string | null {
  const parts = /^(\d{4}):(\d\d):(\d\d) (\d\d):(\d\d):(\d\d)$/.exec(text(tiff, find(exif, TAKEN)) ?? '')
  if (!parts) return null
  const [, year, month, day, hour, minute, second] = parts
  const offset = text(tiff, find(exif, TAKEN_OFFSET)) ?? ''
  const fraction = text(tiff, find(exif, TAKEN_SUBSEC)) ?? ''
  const stamp = `${year}-${month}-${day}T${hour}:${minute}:${second}${/^\d+$/.test(fraction) ? `.${fraction}` : ''}`
  const moment = new Date(stamp + (/^[+-]\d\d:\d\d$/.test(offset) ? offset : CITY_OFFSET))
  return Number.isNaN(moment.getTime()) ? null : moment.toISOString()
}

function place(tiff: Tiff, gps: Directory | null): { lon: number; lat: number } | null {
  const lat = degrees(rationals(tiff, find(gps, 2)), text(tiff, find(gps, 1)), 'S')
  const lon = degrees(rationals(tiff, find(gps, 4)), text(tiff, find(gps, 3)), 'W')
  if (lat === null || lon === null || Math.abs(lat) > 90 || Math.abs(lon) > 180) return null
  return { lon, lat }
}

function degrees(parts: number[], half: string | null, negative: string): number | null {
  const [whole, minutes, seconds] = parts
  if (whole === undefined || minutes === undefined || seconds === undefined || half === null) return null
  const value = whole + minutes / 60 + seconds / 3600
  if (!Number.isFinite(value)) return null
  return half.toUpperCase() === negative ? -value : value
}
