// What this browser cannot do for us, asked once at the start, so that a person learns it before losing anything.

import { device } from '../db/device'
import { room } from '../db/storage'

export type Lack =
  /** Nothing can be kept: no drafts, no outbox. The app cannot be used. */
  | 'database'
  /** A private window: everything is gone when it is closed. */
  | 'private'
  /** Opened over plain HTTP: no camera, no place, no offline. */
  | 'insecure'
  /** No service worker: the app does not open without network. */
  | 'worker'
  | 'camera'
  | 'place'

/** A private window of Chromium gives a small share of memory; a phone's disk is always larger. */
const PRIVATE_QUOTA_BYTES = 120 * 1024 * 1024

export interface Browser {
  secure: boolean
  hasWorker: boolean
  hasCamera: boolean
  hasPlace: boolean
  opensDatabase: () => Promise<boolean>
  quotaBytes: () => Promise<number | null>
}

export async function lacks(browser: Browser): Promise<Lack[]> {
  if (!(await browser.opensDatabase())) return ['database']
  const found: Lack[] = []
  const quota = await browser.quotaBytes()
  if (quota !== null && quota > 0 && quota < PRIVATE_QUOTA_BYTES) found.push('private')
  // The rest follows from it, so it is said alone.
  if (!browser.secure) return [...found, 'insecure']
  if (!browser.hasWorker) found.push('worker')
  if (!browser.hasCamera) found.push('camera')
  if (!browser.hasPlace) found.push('place')
  return found
}

export function thisBrowser(): Browser {
  return {
    secure: window.isSecureContext,
    hasWorker: 'serviceWorker' in navigator,
    hasCamera: navigator.mediaDevices?.getUserMedia !== undefined,
    hasPlace: 'geolocation' in navigator || window.xunchengWrapper?.position !== undefined,
    opensDatabase,
    quotaBytes: async () => (await room().catch(() => null))?.totalBytes ?? null,
  }
}

async function opensDatabase(): Promise<boolean> {
  try {
    await device.open()
    await device.kv.put({ key: 'opened', value: Date.now() })
    return true
  } catch {
    return false
  }
}
