// @vitest-environment happy-dom
// An upload tells how far it is, ends when it should, and never hangs.

import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { NoConnection } from './problem'
import { uploadByXhr, type UploadCall } from './upload'

class FakeXhr {
  static last: FakeXhr
  upload: { onprogress?: (event: { loaded: number }) => void } = {}
  onload = () => {}
  onerror = () => {}
  onabort = () => {}
  status = 0
  responseText = ''
  headers: Record<string, string> = {}
  opened: string[] = []
  sent: unknown = null

  constructor() {
    FakeXhr.last = this
  }
  open(method: string, url: string) {
    this.opened = [method, url]
  }
  setRequestHeader(name: string, value: string) {
    this.headers[name] = value
  }
  getResponseHeader(name: string) {
    return name === 'Retry-After' ? '3' : null
  }
  send(body: unknown) {
    this.sent = body
  }
  abort() {
    this.onabort()
  }
}

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('XMLHttpRequest', FakeXhr)
})

afterEach(() => {
  vi.useRealTimers()
})

const call = (more: Partial<UploadCall> = {}): UploadCall => ({ url: '/api/v1/photos/abc', type: 'image/jpeg', bytes: new ArrayBuffer(8), headers: { Authorization: 'Bearer t' }, ...more })

it('puts the bytes, tells how far it is, and gives the answer whatever it is', async () => {
  const seen: number[] = []
  const done = uploadByXhr(call({ progress: (sent) => seen.push(sent) }))
  const xhr = FakeXhr.last
  expect(xhr.opened).toEqual(['PUT', '/api/v1/photos/abc'])
  expect(xhr.headers).toEqual({ 'Content-Type': 'image/jpeg', Authorization: 'Bearer t' })
  xhr.upload.onprogress?.({ loaded: 3 })
  xhr.upload.onprogress?.({ loaded: 8 })
  xhr.status = 429
  xhr.responseText = '{}'
  xhr.onload()
  expect(await done).toEqual({ status: 429, text: '{}', retryAfter: '3' })
  expect(seen).toEqual([3, 8])
})

it('gives up when nothing has moved for a minute, but not while something does', async () => {
  const done = uploadByXhr(call()).catch((fault: unknown) => fault)
  for (let minute = 0; minute < 5; minute++) {
    vi.advanceTimersByTime(50_000)
    FakeXhr.last.upload.onprogress?.({ loaded: minute })
  }
  const aborted = vi.spyOn(FakeXhr.last, 'abort')
  vi.advanceTimersByTime(59_000)
  expect(aborted).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1_000)
  expect(await done).toBeInstanceOf(NoConnection)
})

it('is no connection when the network breaks', async () => {
  const done = uploadByXhr(call())
  FakeXhr.last.onerror()
  await expect(done).rejects.toBeInstanceOf(NoConnection)
})

it('ends with the reason of whoever cancels it, before or while it runs', async () => {
  const abort = new AbortController()
  const running = uploadByXhr(call({ signal: abort.signal }))
  abort.abort(new Error('taken back'))
  await expect(running).rejects.toThrow('taken back')
  await expect(uploadByXhr(call({ signal: abort.signal }))).rejects.toThrow('taken back')
  expect(FakeXhr.last.sent).toBeNull()
})
