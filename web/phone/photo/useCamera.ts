// The camera inside the app: a live picture in a <video>, and a shutter that takes what it shows. How the page looks
// around it, and what becomes of the picture, is not decided here.

import { onScopeDispose, readonly, ref, shallowRef } from 'vue'

export type CameraState = 'off' | 'starting' | 'on' | 'refused' | 'absent'

export function useCamera() {
  const state = ref<CameraState>('off')
  const stream = shallowRef<MediaStream | null>(null)
  let turn = 0

  async function start(): Promise<void> {
    stop()
    const mine = ++turn
    if (!navigator.mediaDevices?.getUserMedia) {
      state.value = 'absent'
      return
    }
    state.value = 'starting'
    try {
      const video = { facingMode: { ideal: 'environment' }, width: { ideal: 1920 }, height: { ideal: 1440 } }
      const opened = await navigator.mediaDevices.getUserMedia({ video, audio: false })
      // Left meanwhile: a camera must not go on behind a page nobody sees.
      if (mine !== turn) return close(opened)
      stream.value = opened
      state.value = 'on'
    } catch (fault) {
      if (mine !== turn) return
      const name = (fault as DOMException).name
      state.value = name === 'NotAllowedError' || name === 'SecurityError' ? 'refused' : 'absent'
    }
  }

  function stop(): void {
    turn++
    if (stream.value) close(stream.value)
    stream.value = null
    state.value = 'off'
  }

  onScopeDispose(stop)
  return { state: readonly(state), stream, start, stop, shutter }
}

function close(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop()
}

/** What the video shows now, at its full size and almost without loss: `preparePhoto` makes it small. */
export async function shutter(video: HTMLVideoElement): Promise<Blob> {
  if (video.videoWidth === 0) throw new Error('the camera shows nothing yet')
  const canvas = document.createElement('canvas')
  canvas.width = video.videoWidth
  canvas.height = video.videoHeight
  const context = canvas.getContext('2d')
  if (!context) throw new Error('no canvas')
  context.drawImage(video, 0, 0)
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture'))), 'image/jpeg', 0.95)
  })
}
