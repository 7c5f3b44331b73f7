// A photo as it is ready to be kept and sent, and why one is not taken.

import type { RawPosition } from '@/api/types'

/** A picture as it is kept and shown, whosever it is. */
export interface PictureBytes {
  type: string
  bytes: ArrayBuffer
}

export interface PreparedPhoto {
  /** Of `bytes`, 64 lower-case hex digits: its name at the server. */
  sha256: string
  type: 'image/jpeg' | 'image/png' | 'image/webp'
  bytes: ArrayBuffer
  /** Upright. */
  width: number
  height: number
  /** From EXIF, RFC 3339. */
  takenAt: string | null
  /** From EXIF, WGS-84. */
  place: { lon: number; lat: number } | null
  thumbnail: PictureBytes
}

/** What the in-app camera knows about a picture it takes and a bare picture does not say. */
export interface Shot {
  takenAt: Date
  position: RawPosition | null
}

export type PhotoFault =
  /** No picture at all, or of a kind the server does not take. */
  | 'not_a_picture'
  /** HEIC, and this browser cannot read it. */
  | 'heic_unreadable'
  /** It is broken off or damaged. */
  | 'damaged'
  /** More pixels than the phone can hold. */
  | 'too_large'
  /** Over plain HTTP the browser gives no way to name its bytes. */
  | 'insecure'

export class PhotoRefused extends Error {
  override readonly name = 'PhotoRefused'

  constructor(readonly fault: PhotoFault, cause?: unknown) {
    super(fault, { cause })
  }
}
