// Sends bytes and tells how far it got, which fetch cannot. What the answer means is decided elsewhere.

import { NoConnection } from './problem'

export interface UploadCall {
  url: string
  type: string
  bytes: ArrayBuffer
  headers: Record<string, string>
  progress?: (sent: number) => void
  signal?: AbortSignal
}

export interface UploadAnswer {
  status: number
  text: string
  retryAfter: string | null
}

export type Upload = (call: UploadCall) => Promise<UploadAnswer>

/** Without a byte moving for this long the connection is dead, however slow the network. */
const STALLED_MS = 60_000

/** What a call was broken off with. Older web views keep no reason. */
export function reasonOf(signal: AbortSignal): unknown {
  return signal.reason ?? new DOMException('broken off', 'AbortError')
}

export const uploadByXhr: Upload = (call) =>
  new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest()
    let watchdog = 0
    const moved = () => {
      clearTimeout(watchdog)
      watchdog = window.setTimeout(() => xhr.abort(), STALLED_MS)
    }
    const cancel = () => xhr.abort()
    const done = () => {
      clearTimeout(watchdog)
      call.signal?.removeEventListener('abort', cancel)
    }
    const failed = () => {
      done()
      reject(call.signal?.aborted ? reasonOf(call.signal) : new NoConnection('upload broke off'))
    }
    xhr.open('PUT', call.url)
    xhr.setRequestHeader('Content-Type', call.type)
    for (const [name, value] of Object.entries(call.headers)) xhr.setRequestHeader(name, value)
    xhr.upload.onprogress = (event) => {
      moved()
      call.progress?.(event.loaded)
    }
    xhr.onload = () => {
      done()
      resolve({ status: xhr.status, text: xhr.responseText, retryAfter: xhr.getResponseHeader('Retry-After') })
    }
    xhr.onerror = failed
    xhr.onabort = failed
    if (call.signal?.aborted) return failed()
    call.signal?.addEventListener('abort', cancel, { once: true })
    moved()
    xhr.send(call.bytes)
  })
