// @vitest-environment node
// EXIF survives: read from real photos, kept through shrinking, written by the camera and read again.

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { distanceM } from '@/place/shape'
import { exifBlock, withExif } from './container'
import { adjustExif, readExif } from './exif'
import { writeExif } from './exif-write'
import { kindOf } from './kind'
import { directory, find, integer, openTiff } from './tiff'

const folder = '../fixtures/photos'
const [, ...rows] = readFileSync(`${folder}/index.csv`, 'utf8').trim().split('\n')
const photos = rows.map((row) => {
  const [file = '', , , takenAt = '', lon = '', lat = ''] = row.split(',')
  return { file, takenAt, lon: Number(lon), lat: Number(lat) }
})

const bytesOf = (file: string) => new Uint8Array(readFileSync(`${folder}/${file}`))
const blockOf = (file: string) => exifBlock(bytesOf(file), 'jpeg')!

/** What a browser's encoder gives: start, JFIF segment, scan, end. */
const bareJpeg = Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xda, 0, 2, 7, 7, 0xff, 0xd9])

it('has photos to try', () => {
  expect(photos.length).toBeGreaterThanOrEqual(24)
})

it.each(photos)('reads $file as it was taken', ({ file, takenAt, lon, lat }) => {
  expect(kindOf(bytesOf(file))).toBe('jpeg')
  const facts = readExif(blockOf(file))
  expect(Date.parse(facts.takenAt ?? '')).toBe(Date.parse(takenAt))
  expect(distanceM(facts.place!, { lon, lat })).toBeLessThan(0.05)
  expect(facts.orientation).toBeGreaterThanOrEqual(1)
})

it.each(photos)('keeps time and place of $file on a smaller, upright copy', ({ file }) => {
  const before = readExif(blockOf(file))
  const copy = withExif(bareJpeg, adjustExif(blockOf(file), 1920, 1080))
  expect(readExif(exifBlock(copy, 'jpeg')!)).toEqual({ ...before, orientation: 1 })
  // Everything of the copy itself is still there, after the new segment.
  expect([...copy.slice(-(bareJpeg.length - 2))]).toEqual([...bareJpeg.slice(2)])
})

it('has turned photos among them, or the copy would prove nothing', () => {
  expect(photos.some(({ file }) => readExif(blockOf(file)).orientation !== 1)).toBe(true)
})

describe('the block of a phone with a thumbnail and its own size in it', () => {
  it.each([true, false])('gets the new size and loses the thumbnail (little-endian: %s)', (little) => {
    const block = withThumbnail(little)
    const copy = adjustExif(block, 1920, 1440)
    const tiff = openTiff(copy)!
    const main = directory(tiff, tiff.first)!
    expect(integer(tiff, find(main, 0x0112))).toBe(1)
    expect(tiff.view.getUint32(main.nextAt, little)).toBe(0)
    expect(copy.length).toBe(block.length - 6)
    const exif = directory(tiff, integer(tiff, find(main, 0x8769))!)!
    expect(integer(tiff, find(exif, 0xa002))).toBe(1920)
    expect(integer(tiff, find(exif, 0xa003))).toBe(1440)
    // The original is evidence: it is never written into.
    expect(integer(openTiff(block)!, find(directory(openTiff(block)!, 8), 0x0112))).toBe(6)
  })
})

/** Main directory (orientation 6, pointer), EXIF (size as LONG and SHORT), thumbnail directory, six bytes of thumbnail. */
function withThumbnail(little: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(8 + 30 + 30 + 30 + 6))
  const entry = (at: number, tag: number, type: 3 | 4, value: number) => {
    view.setUint16(at, tag, little)
    view.setUint16(at + 2, type, little)
    view.setUint32(at + 4, 1, little)
    if (type === 3) view.setUint16(at + 8, value, little)
    else view.setUint32(at + 8, value, little)
  }
  const directoryAt = (at: number, first: [number, 3 | 4, number], second: [number, 3 | 4, number], next: number) => {
    view.setUint16(at, 2, little)
    entry(at + 2, ...first)
    entry(at + 14, ...second)
    view.setUint32(at + 26, next, little)
  }
  view.setUint16(0, little ? 0x4949 : 0x4d4d)
  view.setUint16(2, 42, little)
  view.setUint32(4, 8, little)
  directoryAt(8, [0x0112, 3, 6], [0x8769, 4, 38], 68)
  directoryAt(38, [0xa002, 4, 4000], [0xa003, 3, 3000], 0)
  directoryAt(68, [0x0201, 4, 98], [0x0202, 4, 6], 0)
  return new Uint8Array(view.buffer)
}

describe('the in-app camera', () => {
  const takenAt = new Date('2026-11-21T01:02:03.045Z')

  it('writes when and where, in WGS-84 whatever the phone was told', () => {
    const position = { lon: 116.41024449916938, lat: 39.91640428150164, crs: 'gcj02' as const, accuracy_m: 8, source: 'device' as const }
    const facts = readExif(exifBlock(withExif(bareJpeg, writeExif({ takenAt, position })), 'jpeg')!)
    expect(facts.takenAt).toBe('2026-11-21T01:02:03.045Z')
    expect(distanceM(facts.place!, { lon: 116.404, lat: 39.915 })).toBeLessThan(0.02)
  })

  it('writes the time also where the place is refused, and the south and west with their sign', () => {
    expect(readExif(writeExif({ takenAt, position: null }))).toEqual({ orientation: 1, takenAt: '2026-11-21T01:02:03.045Z', place: null })
    const south = { lon: -70.5, lat: -33.25, crs: 'wgs84' as const, accuracy_m: null, source: 'device' as const }
    expect(readExif(writeExif({ takenAt, position: south })).place).toEqual({ lon: -70.5, lat: -33.25 })
  })
})

describe('other files', () => {
  const block = writeExif({ takenAt: new Date('2026-11-21T01:02:03Z'), position: null })
  const text = (letters: string) => Uint8Array.from(letters, (letter) => letter.charCodeAt(0))
  const joined = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]))
  const number = (value: number, little: boolean) => {
    const view = new DataView(new ArrayBuffer(4))
    view.setUint32(0, value, little)
    return new Uint8Array(view.buffer)
  }

  it.each([
    ['png', joined(text('\x89PNG\r\n\x1a\n'), number(1, false), text('IHDRx'), number(0, false), number(block.length, false), text('eXIf'), block, number(0, false))],
    ['webp', joined(text('RIFF'), number(99, true), text('WEBPVP8 '), number(1, true), text('x\0EXIF'), number(block.length, true), block)],
    ['heic', joined(number(24, false), text('ftypheic'), text('....E....Exif\0\0'), block, text('pixels'))],
  ] as const)('%s: the block is found', (kind, bytes) => {
    expect(kindOf(bytes)).toBe(kind)
    expect(readExif(exifBlock(bytes, kind)!).takenAt).toBe('2026-11-21T01:02:03.000Z')
  })

  it('that are no pictures are known by their bytes and not by their names', () => {
    expect(kindOf(text('%PDF-1.7 ...'))).toBe('other')
    expect(kindOf(text('GIF89a......'))).toBe('other')
    expect(kindOf(new Uint8Array())).toBe('other')
  })

  it('with damaged blocks say nothing instead of failing', () => {
    const whole = blockOf(photos[0]!.file)
    for (let length = 0; length < whole.length; length++) {
      const cut = whole.slice(0, length)
      expect(() => readExif(cut)).not.toThrow()
      expect(() => adjustExif(cut, 10, 10)).not.toThrow()
    }
    const wild = Uint8Array.from(whole, (byte, at) => (at > 8 && at % 3 === 0 ? 0xff : byte))
    expect(() => adjustExif(wild, 10, 10)).not.toThrow()
    expect(exifBlock(bytesOf(photos[0]!.file).slice(0, 30), 'jpeg')).toBeNull()
  })

  it('a block too long for a segment is left out', () => {
    expect([...withExif(bareJpeg, new Uint8Array(70_000))]).toEqual([...bareJpeg])
  })
})
