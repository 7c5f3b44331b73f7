// Writes the EXIF block of a picture the in-app camera took: when, and where. TIFF 6.0, little-endian, after Exif 2.31.

import { toWgs84 } from '@/place/crs'
import type { Shot } from './types'

interface Field {
  tag: number
  type: 2 | 4 | 5 | 7
  data: Uint8Array
}

const HEADER = 8

export function writeExif(shot: Shot): Uint8Array<ArrayBuffer> {
  const moment = [
    field(0x9000, 7, latin('0231')),
    words(0x9003, local(shot.takenAt)),
    words(0x9011, offset(shot.takenAt)),
    words(0x9291, String(shot.takenAt.getMilliseconds()).padStart(3, '0')),
  ]
  const gps = shot.position ? place(shot.position) : []
  const main = [words(0x0131, 'Xuncheng'), words(0x0132, local(shot.takenAt)), long(0x8769, 0)]
  if (gps.length > 0) main.push(long(0x8825, 0))
  const momentAt = HEADER + sizeOf(main)
  const gpsAt = momentAt + sizeOf(moment)
  main[2] = long(0x8769, momentAt)
  if (gps.length > 0) main[3] = long(0x8825, gpsAt)
  const block = new Uint8Array(gpsAt + (gps.length > 0 ? sizeOf(gps) : 0))
  block.set([0x49, 0x49, 42, 0, HEADER, 0, 0, 0])
  write(block, main, HEADER)
  write(block, moment, momentAt)
  if (gps.length > 0) write(block, gps, gpsAt)
  return block
}

/** EXIF positions are WGS-84, whatever the phone was told. */
function place(position: NonNullable<Shot['position']>): Field[] {
  const { lon, lat } = toWgs84(position, position.crs)
  const fields = [
    words(0x0001, lat < 0 ? 'S' : 'N'),
    field(0x0002, 5, degrees(lat)),
    words(0x0003, lon < 0 ? 'W' : 'E'),
    field(0x0004, 5, degrees(lon)),
    words(0x0012, 'WGS-84'),
  ]
  const accuracy = position.accuracy_m
  return accuracy == null ? fields : [...fields, field(0x001f, 5, rationals([[Math.round(accuracy * 100), 100]]))]
}

/** Degrees, minutes, and seconds in ten-thousandths: three millimetres. */
function degrees(value: number): Uint8Array {
  const parts = Math.round(Math.abs(value) * 36_000_000)
  const [whole, rest] = [Math.floor(parts / 36_000_000), parts % 36_000_000]
  return rationals([[whole, 1], [Math.floor(rest / 600_000), 1], [rest % 600_000, 10_000]])
}

function rationals(pairs: [number, number][]): Uint8Array {
  const data = new DataView(new ArrayBuffer(pairs.length * 8))
  pairs.flat().forEach((value, index) => data.setUint32(index * 4, value, true))
  return new Uint8Array(data.buffer)
}

function field(tag: number, type: Field['type'], data: Uint8Array): Field {
  return { tag, type, data }
}

function words(tag: number, text: string): Field {
  return field(tag, 2, latin(`${text}\0`))
}

function long(tag: number, value: number): Field {
  const data = new DataView(new ArrayBuffer(4))
  data.setUint32(0, value, true)
  return field(tag, 4, new Uint8Array(data.buffer))
}

function latin(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0))
}

/** A directory with the data that does not fit into its entries. */
function sizeOf(fields: Field[]): number {
  return 2 + fields.length * 12 + 4 + fields.reduce((sum, { data }) => sum + (data.length > 4 ? even(data.length) : 0), 0)
}

function even(length: number): number {
  return length + (length % 2)
}

function write(block: Uint8Array, fields: Field[], at: number): void {
  const view = new DataView(block.buffer)
  let outside = at + 2 + fields.length * 12 + 4
  view.setUint16(at, fields.length, true)
  fields.forEach(({ tag, type, data }, index) => {
    const entry = at + 2 + index * 12
    view.setUint16(entry, tag, true)
    view.setUint16(entry + 2, type, true)
    view.setUint32(entry + 4, type === 5 ? data.length / 8 : type === 4 ? 1 : data.length, true)
    if (data.length <= 4) return block.set(data, entry + 8)
    view.setUint32(entry + 8, outside, true)
    block.set(data, outside)
    outside += even(data.length)
  })
}

/** `2026:03:02 09:00:00`, on the phone's own clock. */
function local(at: Date): string {
  const two = (value: number) => String(value).padStart(2, '0')
  return `${at.getFullYear()}:${two(at.getMonth() + 1)}:${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`
}

function offset(at: Date): string {
  const minutes = -at.getTimezoneOffset()
  const two = (value: number) => String(value).padStart(2, '0')
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`
}
