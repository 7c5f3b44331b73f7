// Decoding, scaling and encoding by the browser: the only part of photo handling that needs one.

import { PhotoRefused } from './types'

export interface Encoded {
  bytes: ArrayBuffer
  type: string
}

export interface Picture {
  /** Upright. */
  width: number
  height: number
  /** A JPEG with this long side, never larger than the picture itself. */
  jpeg: (longSide: number, quality: number) => Promise<Encoded & { width: number; height: number }>
  close: () => void
}

export async function decode(blob: Blob, heic: boolean): Promise<Picture> {
  let bitmap: ImageBitmap
  try {
    // Turned upright while decoding, by the orientation the file names.
    bitmap = await createImageBitmap(blob, { imageOrientation: 'from-image' })
  } catch (fault) {
    throw new PhotoRefused(heic ? 'heic_unreadable' : 'damaged', fault)
  }
  const { width, height } = bitmap
  return {
    width,
    height,
    close: () => bitmap.close(),
    async jpeg(longSide, quality) {
      const share = Math.min(1, longSide / Math.max(width, height))
      const [w, h] = [Math.max(1, Math.round(width * share)), Math.max(1, Math.round(height * share))]
      const bytes = await encode(draw(bitmap, w, h), quality)
      return { bytes, type: 'image/jpeg', width: w, height: h }
    },
  }
}

type Canvas = OffscreenCanvas | HTMLCanvasElement

function draw(bitmap: ImageBitmap, width: number, height: number): Canvas {
  const canvas = blank(width, height)
  const context = canvas.getContext('2d') as CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D | null
  if (!context) throw new PhotoRefused('too_large')
  // JPEG knows no transparency: what a PNG leaves open becomes white and not black.
  context.fillStyle = '#fff'
  context.fillRect(0, 0, width, height)
  context.imageSmoothingQuality = 'high'
  context.drawImage(bitmap, 0, 0, width, height)
  return canvas
}

/** Old web views draw on an element that is in no page. */
function blank(width: number, height: number): Canvas {
  if (typeof OffscreenCanvas !== 'undefined') return new OffscreenCanvas(width, height)
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  return canvas
}

async function encode(canvas: Canvas, quality: number): Promise<ArrayBuffer> {
  const blob =
    'convertToBlob' in canvas
      ? await canvas.convertToBlob({ type: 'image/jpeg', quality })
      : await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality))
  if (!blob) throw new PhotoRefused('too_large')
  return blob.arrayBuffer()
}
