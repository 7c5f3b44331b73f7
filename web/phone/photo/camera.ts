// The phone's camera as long as a page shows it: opening, turning, the torch, and a picture of what it sees. Making the
// picture smaller and keeping it is done elsewhere.

import { onScopeDispose, readonly, ref, shallowRef, watch, type Ref } from 'vue'

export type CameraState =
  | 'opening'
  | 'live'
  /** The person or the browser said no. */
  | 'refused'
  /** There is none, or this page may not have one. */
  | 'missing'
  /** There is one and it does not work, mostly because another app has it. */
  | 'busy'

type Facing = 'environment' | 'user'

/** As large as a kept photo is: more would only have to be made smaller again. */
const WANTED = { width: { ideal: 1920 }, height: { ideal: 1440 } }
/** A camera that has shown nothing so long after it was asked for a picture shows nothing at all. */
export const FIRST_PICTURE_MS = 10_000
/** Almost without loss: it is made small once, where it is prepared. */
const QUALITY = 0.95

export function useCamera(video: Readonly<Ref<HTMLVideoElement | null>>) {
  const state = ref<CameraState>('opening')
  const facing = ref<Facing>('environment')
  const canTurn = ref(false)
  const torch = ref(false)
  const canTorch = ref(false)
  const stream = shallowRef<MediaStream | null>(null)
  /** Counts the openings, so that a slow one does not overtake a later one. */
  let opening = 0

  async function open(): Promise<void> {
    const mine = ++opening
    release()
    state.value = 'opening'
    if (!navigator.mediaDevices?.getUserMedia) {
      state.value = 'missing'
      return
    }
    try {
      const got = await navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: { ideal: facing.value }, ...WANTED } })
      if (mine !== opening) return end(got)
      await live(got)
    } catch (fault) {
      if (mine === opening) state.value = whyNot(fault)
    }
  }

  async function live(got: MediaStream): Promise<void> {
    stream.value = got
    const track = got.getVideoTracks()[0]
    canTorch.value = track !== undefined && 'torch' in (track.getCapabilities?.() ?? {})
    // A call came in, or another app took it.
    track?.addEventListener('ended', () => stream.value === got && (state.value = 'busy'))
    state.value = 'live'
    // Before permission is given the browser does not say how many there are.
    const devices = await navigator.mediaDevices.enumerateDevices()
    canTurn.value = devices.filter((device) => device.kind === 'videoinput').length > 1
  }

  function release(): void {
    if (stream.value) end(stream.value)
    stream.value = null
    torch.value = false
    canTorch.value = false
  }

  function close(): void {
    opening++
    release()
    state.value = 'opening'
  }

  async function turn(): Promise<void> {
    facing.value = facing.value === 'environment' ? 'user' : 'environment'
    await open()
  }

  async function switchTorch(): Promise<void> {
    const track = stream.value?.getVideoTracks()[0]
    if (!track) return
    const wanted = !torch.value
    // Not in the DOM's types yet; `canTorch` has made sure that it is there.
    await track.applyConstraints({ advanced: [{ torch: wanted } as MediaTrackConstraintSet] })
    torch.value = wanted
  }

  /** What the camera sees now; just opened, its first picture. Null when there is none or it is closed meanwhile. */
  async function take(): Promise<Blob | null> {
    const seen = video.value
    if (state.value !== 'live' || !seen || !(await sees(seen))) return null
    const canvas = document.createElement('canvas')
    canvas.width = seen.videoWidth
    canvas.height = seen.videoHeight
    canvas.getContext('2d')!.drawImage(seen, 0, 0)
    return new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', QUALITY))
  }

  /** On a slow phone the first picture comes long after the camera has said yes; who presses in between is not forgotten. */
  function sees(element: HTMLVideoElement): Promise<boolean> {
    if (element.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && element.videoWidth > 0) return Promise.resolve(true)
    return new Promise((resolve) => {
      const late = setTimeout(() => {
        release()
        state.value = 'busy'
      }, FIRST_PICTURE_MS)
      const done = (answer: boolean) => {
        clearTimeout(late)
        element.removeEventListener('loadeddata', came)
        unwatch()
        resolve(answer)
      }
      const came = () => done(true)
      const unwatch = watch(state, () => done(false), { flush: 'sync' })
      element.addEventListener('loadeddata', came)
    })
  }

  watch([video, stream], ([element, source]) => {
    if (!element) return
    element.srcObject = source
    // Refused only where playing needs a tap; the element then shows its first picture.
    if (source) void element.play().catch(() => undefined)
  }, { flush: 'post' })

  // A page nobody sees must not hold the camera: other apps need it, and the light beside it worries people.
  const seen = () => (document.visibilityState === 'visible' ? void open() : close())
  document.addEventListener('visibilitychange', seen)
  onScopeDispose(() => {
    document.removeEventListener('visibilitychange', seen)
    close()
  })

  return { state: readonly(state), canTurn: readonly(canTurn), torch: readonly(torch), canTorch: readonly(canTorch), open, turn, switchTorch, take }
}

function end(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop()
}

function whyNot(fault: unknown): CameraState {
  switch ((fault as DOMException | null)?.name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'refused'
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'missing'
    default:
      return 'busy'
  }
}
