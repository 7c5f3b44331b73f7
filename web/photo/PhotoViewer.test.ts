// Looking at evidence large: the strip lies over it, and the bytes below stay what their name says.

import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createApp, type App } from 'vue'
import PhotoViewer from './PhotoViewer.vue'
import { sha256 } from './sha256'
import type { PictureBytes } from './types'

let app: App
const shown: Blob[] = []
const revoked: string[] = []
const strip = { time: '2026-11-21 14:05', place: '解放路东段12号', unit: '城管执法局' }

beforeEach(() => {
  shown.length = revoked.length = 0
  vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => `blob:x${shown.push(blob as Blob)}`)
  vi.spyOn(URL, 'revokeObjectURL').mockImplementation((url) => void revoked.push(url))
})
afterEach(() => app.unmount())

function open(load: () => Promise<PictureBytes | null>): HTMLElement {
  const root = document.createElement('div')
  document.body.append(root)
  app = createApp(PhotoViewer, { slides: [{ name: '第 1 张照片', strip, load }], start: 0 })
  app.mount(root)
  return root
}

it('shows time, unit and place, and leaves the evidence as it is', async () => {
  const bytes = new TextEncoder().encode('on the wall').buffer
  const evidence = await sha256(bytes)
  const root = open(async () => ({ type: 'image/jpeg', bytes }))
  await vi.waitFor(() => expect([...root.querySelectorAll('figure dd')].map((one) => one.textContent)).toEqual([strip.time, strip.unit, strip.place]))
  expect(await sha256(await shown[0]!.arrayBuffer())).toBe(evidence)
  expect(await sha256(bytes)).toBe(evidence)
})

it('is a dialog with the name of the photo', () => {
  const root = open(async () => null)
  expect(root.querySelector('[role="dialog"]')?.getAttribute('aria-label')).toBe('第 1 张照片')
  expect([...root.querySelectorAll('button, [role="button"]')].map((one) => one.getAttribute('aria-label'))).toEqual(['关闭'])
})

it('makes no address after it was closed', async () => {
  let come = (_: { type: string; bytes: ArrayBuffer }) => {}
  open(() => new Promise((resolve) => (come = resolve)))
  app.unmount()
  come({ type: 'image/jpeg', bytes: new ArrayBuffer(1) })
  await new Promise((later) => setTimeout(later))
  expect(shown).toEqual([])
})
