// @vitest-environment node
// What becomes of a photo: kept as it is, or made small with its EXIF, or refused with a reason. The browser's own part,
// decoding and encoding, is stood in for; it is tried in a real browser in e2e.

import { readFileSync } from 'node:fs'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { decode } from './canvas'
import { exifBlock, withExif } from './container'
import { readExif } from './exif'
import { writeExif } from './exif-write'
import { sha256 } from './sha256'
import { preparePhoto } from './shrink'
import { PhotoRefused } from './types'

vi.mock('./canvas')

/** What the browser would say of the picture, and how large its JPEGs become at which quality. */
let picture = { width: 4000, height: 3000, sizes: {} as Record<number, number> }
const asked: [number, number][] = []
const closed = vi.fn()

beforeEach(() => {
  picture = { width: 4000, height: 3000, sizes: {} }
  asked.length = 0
  closed.mockReset()
  vi.mocked(decode).mockImplementation(async () => ({
    width: picture.width,
    height: picture.height,
    close: closed,
    jpeg: async (longSide, quality) => {
      asked.push([longSide, quality])
      const share = Math.min(1, longSide / Math.max(picture.width, picture.height))
      const bytes = new Uint8Array(picture.sizes[quality] ?? 1_000).fill(7)
      bytes.set([0xff, 0xd8, 0xff, 0xda, 0, 2])
      return { bytes: bytes.buffer, type: 'image/jpeg', width: Math.round(picture.width * share), height: Math.round(picture.height * share) }
    },
  }))
})

const fixture = new Uint8Array(readFileSync('../fixtures/photos/illegal-adverts-before.jpg'))
const factsOf = (bytes: ArrayBuffer) => readExif(exifBlock(new Uint8Array(bytes), 'jpeg') ?? new Uint8Array())

describe('a small JPEG', () => {
  it('stays byte for byte, under the hash of those bytes', async () => {
    picture = { width: 1024, height: 768, sizes: {} }
    const photo = await preparePhoto(new Blob([fixture]))
    expect(new Uint8Array(photo.bytes)).toEqual(fixture)
    expect(photo.sha256).toBe(await sha256(fixture))
    expect(photo).toMatchObject({ width: 1024, height: 768, takenAt: '2026-03-02T01:00:00.000Z' })
    // Only the small picture for lists was made.
    expect(asked).toEqual([[320, 0.7]])
  })

  it.each([
    ['with too many pixels', 1921, fixture],
    ['with too many bytes', 1024, withExif(new Uint8Array(600 * 1024).fill(1), exifBlock(fixture, 'jpeg')!)],
  ])('%s is made small and keeps time and place', async (_, width, bytes) => {
    picture = { width, height: 768, sizes: {} }
    const photo = await preparePhoto(new Blob([bytes]))
    expect(photo.bytes.byteLength).toBeLessThan(2_000)
    expect(factsOf(photo.bytes)).toEqual({ ...factsOf(fixture.buffer), orientation: 1 })
    expect(photo.place).toEqual(factsOf(fixture.buffer).place)
  })
})

describe('a large one', () => {
  it('loses quality only as far as needed', async () => {
    picture.sizes = { 0.85: 900_000, 0.75: 500_000, 0.65: 380_000, 0.55: 200_000 }
    const photo = await preparePhoto(new Blob([fixture]))
    expect(asked.slice(0, -1)).toEqual([[1920, 0.85], [1920, 0.75], [1920, 0.65]])
    expect(photo).toMatchObject({ width: 1920, height: 1440 })
  })

  it('that will not become small is taken at the lowest quality rather than refused', async () => {
    picture.sizes = { 0.85: 2e6, 0.75: 2e6, 0.65: 2e6, 0.55: 1e6 }
    const photo = await preparePhoto(new Blob([fixture]))
    expect(photo.bytes.byteLength).toBeGreaterThan(1e6 - 1)
    expect(photo.bytes.byteLength).toBeLessThan(1.1e6)
  })
})

describe('the in-app camera', () => {
  const shot = { takenAt: new Date('2026-11-21T01:02:03Z'), position: { lon: 105.72, lat: 34.58, crs: 'wgs84' as const, accuracy_m: 5, source: 'device' as const } }
  const frame = Uint8Array.from([0xff, 0xd8, 0xff, 0xda, 0, 2, 7])

  it('gets time and place written into its picture, however small it is', async () => {
    picture = { width: 640, height: 480, sizes: {} }
    const photo = await preparePhoto(new Blob([frame]), shot)
    expect(photo.takenAt).toBe('2026-11-21T01:02:03.000Z')
    expect(photo.place?.lon).toBeCloseTo(105.72, 6)
    // The frame itself is not encoded a second time.
    expect(new Uint8Array(photo.bytes).slice(-5)).toEqual(frame.slice(2))
    expect(asked).toEqual([[320, 0.7]])
  })

  it('never overrules what a camera has written itself', async () => {
    const photo = await preparePhoto(new Blob([fixture]), shot)
    expect(photo.takenAt).toBe('2026-03-02T01:00:00.000Z')
  })

  it('without it a picture that says nothing stays one that says nothing', async () => {
    expect(await preparePhoto(new Blob([frame]))).toMatchObject({ takenAt: null, place: null })
  })
})

it('keeps the EXIF of a HEIC that the browser can read', async () => {
  const text = (letters: string) => Uint8Array.from(letters, (letter) => letter.charCodeAt(0))
  const block = writeExif({ takenAt: new Date('2026-11-21T01:02:03Z'), position: null })
  const photo = await preparePhoto(new Blob([text('\0\0\0\x18ftypheic....Exif\0\0'), block, text('pixels')]))
  expect(photo).toMatchObject({ type: 'image/jpeg', takenAt: '2026-11-21T01:02:03.000Z' })
  expect(decode).toHaveBeenCalledWith(expect.anything(), true)
})

describe('refused', () => {
  it('what is no picture, before anything is decoded', async () => {
    vi.mocked(decode).mockClear()
    await expect(preparePhoto(new Blob(['%PDF-1.7']))).rejects.toMatchObject({ fault: 'not_a_picture' })
    expect(decode).not.toHaveBeenCalled()
  })

  it('what cannot be read any more', async () => {
    const gone = { arrayBuffer: () => Promise.reject(new DOMException('gone', 'NotFoundError')) } as Blob
    await expect(preparePhoto(gone)).rejects.toMatchObject({ fault: 'damaged' })
  })

  it('what the browser cannot decode, with the decoder’s reason', async () => {
    vi.mocked(decode).mockRejectedValue(new PhotoRefused('heic_unreadable'))
    await expect(preparePhoto(new Blob([fixture]))).rejects.toMatchObject({ fault: 'heic_unreadable' })
  })
})

it('frees the picture’s memory, also when something fails', async () => {
  await preparePhoto(new Blob([fixture]))
  expect(closed).toHaveBeenCalledTimes(1)
  picture.sizes = { 0.7: -1 }
  await expect(preparePhoto(new Blob([fixture]))).rejects.toThrow()
  expect(closed).toHaveBeenCalledTimes(2)
})

it('says so where the address gives no way to name bytes', async () => {
  vi.stubGlobal('crypto', {})
  await expect(preparePhoto(new Blob([new Uint8Array([0xff, 0xd8, 0xff])]))).rejects.toMatchObject({ fault: 'insecure' })
})
