// The icons a phone puts on its home screen, drawn from `public/icon.svg` at build time: no picture is kept twice, and
// none that somebody has to draw anew when the icon changes.

import { readFileSync } from 'node:fs'
import type { Plugin } from 'vite'
import { png } from './png.ts'
import { raster } from './raster.ts'
import { shapesOf } from './svg.ts'

interface IconFile {
  name: string
  size: number
  /** Filled to the corners, for phones that cut a shape of their own out of it. */
  bleeds: boolean
  /** Of the mark within: Android may cut off everything but a circle of four fifths. */
  mark: number
}

export const APPLE = 'apple-touch-icon.png'
const FILES: IconFile[] = [
  { name: 'icon-192.png', size: 192, bleeds: false, mark: 1 },
  { name: 'icon-512.png', size: 512, bleeds: false, mark: 1 },
  { name: 'icon-maskable-512.png', size: 512, bleeds: true, mark: 0.75 },
  { name: APPLE, size: 180, bleeds: true, mark: 0.9 },
]

/** For the manifest. */
export const MANIFEST_ICONS = [
  { src: 'icon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' },
  { src: 'icon-192.png', sizes: '192x192', type: 'image/png', purpose: 'any' },
  { src: 'icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'any' },
  { src: 'icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
] as const

export function icons(source: string): Plugin {
  let base = '/'
  const drawnBy = (name: string) => {
    const file = FILES.find((one) => one.name === name)
    return file && drawn(readFileSync(source, 'utf8'), file)
  }
  return {
    name: 'home-screen-icons',
    configResolved: (config) => void (base = config.base),
    generateBundle() {
      for (const { name } of FILES) this.emitFile({ type: 'asset', fileName: name, source: drawnBy(name)! })
    },
    configureServer: (server) =>
      void server.middlewares.use((request, answer, next) => {
        const bytes = drawnBy((request.url ?? '').slice(base.length))
        if (!bytes) return next()
        answer.setHeader('Content-Type', 'image/png')
        answer.end(bytes)
      }),
    transformIndexHtml: () => [{ tag: 'link', attrs: { rel: 'apple-touch-icon', href: base + APPLE }, injectTo: 'head' as const }],
  }
}

export function drawn(svg: string, { size, bleeds, mark }: Omit<IconFile, 'name'>): Buffer {
  return png(raster(shapesOf(svg), { size, bleeds, mark }), size)
}
