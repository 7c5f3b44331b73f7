// The camera opens, says why it does not, is let go when nobody looks, and gives a picture only when it sees something.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, ref } from 'vue'
import { FIRST_PICTURE_MS, useCamera } from './camera'

function fakeStream(capabilities: object = {}) {
  const track = Object.assign(new EventTarget(), { stop: vi.fn(), getCapabilities: () => capabilities, applyConstraints: vi.fn(async () => {}) })
  return { track, getTracks: () => [track], getVideoTracks: () => [track] }
}

const getUserMedia = vi.fn()
const enumerateDevices = vi.fn(async () => [{ kind: 'videoinput' }, { kind: 'videoinput' }, { kind: 'audioinput' }])
let scope = effectScope()

function camera(video: HTMLVideoElement | null = null) {
  return scope.run(() => useCamera(ref(video)))!
}

beforeEach(() => {
  scope = effectScope()
  getUserMedia.mockReset()
  vi.stubGlobal('navigator', { mediaDevices: { getUserMedia, enumerateDevices } })
})
afterEach(() => {
  scope.stop()
  vi.restoreAllMocks()
})

describe('opening', () => {
  it('asks for the back camera and tells what can be done with it', async () => {
    getUserMedia.mockResolvedValue(fakeStream({ torch: true }))
    const one = camera()
    await one.open()
    expect(getUserMedia.mock.calls[0]![0]).toMatchObject({ audio: false, video: { facingMode: { ideal: 'environment' } } })
    expect([one.state.value, one.canTurn.value, one.canTorch.value]).toEqual(['live', true, true])
  })

  it.each([
    ['NotAllowedError', 'refused'],
    ['NotFoundError', 'missing'],
    ['NotReadableError', 'busy'],
  ])('says of %s that the camera is %s', async (name, state) => {
    getUserMedia.mockRejectedValue(new DOMException('no', name))
    const one = camera()
    await one.open()
    expect(one.state.value).toBe(state)
  })

  it('knows a browser without cameras', async () => {
    vi.stubGlobal('navigator', {})
    const one = camera()
    await one.open()
    expect(one.state.value).toBe('missing')
  })

  it('lets go of a stream that comes after the page has gone', async () => {
    const late = fakeStream()
    let arrive = (_: unknown) => {}
    getUserMedia.mockReturnValue(new Promise((resolve) => (arrive = resolve)))
    const opened = camera().open()
    scope.stop()
    arrive(late)
    await opened
    expect(late.track.stop).toHaveBeenCalled()
  })
})

describe('while it is open', () => {
  it('lets the camera go when the page is hidden and takes it again when it is shown', async () => {
    const first = fakeStream()
    getUserMedia.mockResolvedValue(first)
    const one = camera()
    await one.open()
    const visibility = vi.spyOn(document, 'visibilityState', 'get')
    visibility.mockReturnValue('hidden')
    document.dispatchEvent(new Event('visibilitychange'))
    expect(first.track.stop).toHaveBeenCalled()
    visibility.mockReturnValue('visible')
    document.dispatchEvent(new Event('visibilitychange'))
    await vi.waitFor(() => expect(one.state.value).toBe('live'))
    expect(getUserMedia).toHaveBeenCalledTimes(2)
  })

  it('says when another app takes it', async () => {
    const stream = fakeStream()
    getUserMedia.mockResolvedValue(stream)
    const one = camera()
    await one.open()
    stream.track.dispatchEvent(new Event('ended'))
    expect(one.state.value).toBe('busy')
  })

  it('turns to the other side and switches the torch on and off', async () => {
    const stream = fakeStream({ torch: true })
    getUserMedia.mockResolvedValue(stream)
    const one = camera()
    await one.turn()
    expect(getUserMedia.mock.calls[0]![0].video.facingMode).toEqual({ ideal: 'user' })
    await one.switchTorch()
    expect(stream.track.applyConstraints).toHaveBeenLastCalledWith({ advanced: [{ torch: true }] })
    await one.switchTorch()
    expect(stream.track.applyConstraints).toHaveBeenLastCalledWith({ advanced: [{ torch: false }] })
  })

  describe('and has not seen anything yet', () => {
    function darkVideo() {
      const context = { drawImage: vi.fn() }
      vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(context as never)
      vi.spyOn(HTMLCanvasElement.prototype, 'toBlob').mockImplementation((done) => done(new Blob(['picture'])))
      return Object.assign(new EventTarget(), { readyState: 0, videoWidth: 0, videoHeight: 0, play: async () => {}, srcObject: null }) as unknown as HTMLVideoElement
    }

    it('remembers that a picture was asked for, and takes the first', async () => {
      getUserMedia.mockResolvedValue(fakeStream())
      const video = darkVideo()
      const one = camera(video)
      await one.open()
      const asked = one.take()
      Object.assign(video, { readyState: 2, videoWidth: 1440, videoHeight: 1920 })
      video.dispatchEvent(new Event('loadeddata'))
      expect(await (await asked)!.text()).toBe('picture')
    })

    it('says that the camera does not work when none comes', async () => {
      vi.useFakeTimers()
      getUserMedia.mockResolvedValue(fakeStream())
      const one = camera(darkVideo())
      await one.open()
      const asked = one.take()
      await vi.advanceTimersByTimeAsync(FIRST_PICTURE_MS)
      expect([await asked, one.state.value]).toEqual([null, 'busy'])
      vi.useRealTimers()
    })

    it('gives none when the page goes away first', async () => {
      getUserMedia.mockResolvedValue(fakeStream())
      const one = camera(darkVideo())
      await one.open()
      const asked = one.take()
      scope.stop()
      expect(await asked).toBeNull()
    })
  })
})
