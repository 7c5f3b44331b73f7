// How the phone app is built: served under /m/, everything precached, so that it starts without any network.

import vue from '@vitejs/plugin-vue'
import { fileURLToPath } from 'node:url'
import { readFileSync } from 'node:fs'
import { defineConfig } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'
import { budget } from './build/budget.ts'
import { icons, MANIFEST_ICONS } from './build/icons/plugin.ts'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

// One version for binary and app: the workspace's own.
const version = /^version\s*=\s*"([^"]+)"/m.exec(readFileSync(here('../Cargo.toml'), 'utf8'))?.[1] ?? '0'
const built = new Date().toISOString().slice(0, 16).replace('T', ' ')

export default defineConfig({
  root: here('./phone'),
  base: '/m/',
  resolve: { alias: { '@': here('./') } },
  define: { __APP_VERSION__: JSON.stringify(version), __BUILT_AT__: JSON.stringify(built) },
  build: {
    outDir: here('./dist/phone'),
    emptyOutDir: true,
    // The oldest web views of WeChat on the phones of a city office.
    target: 'chrome88',
    sourcemap: false,
    // What every start needs is one file: each further one costs a cheap phone some hundredths of a second.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'start', tags: ['$initial'] }] } } },
  },
  server: { port: 5173, proxy: { '/api': process.env.XUNCHENG_SERVER ?? 'http://127.0.0.1:8080' } },
  plugins: [
    vue(),
    budget(),
    icons(here('./phone/public/icon.svg')),
    VitePWA({
      // The person decides when to change over: nobody is thrown out of a half-written report.
      registerType: 'prompt',
      injectRegister: null,
      manifest: {
        id: '/m/',
        name: '巡城 · 文明城市巡查',
        short_name: '巡城',
        description: '上报、处置、核查城市问题，无信号也能用',
        lang: 'zh-CN',
        start_url: '/m/',
        scope: '/m/',
        display: 'standalone',
        orientation: 'portrait',
        background_color: '#0b4f5c',
        theme_color: '#0b4f5c',
        icons: [...MANIFEST_ICONS],
      },
      workbox: {
        // Lazy chunks too: an offline reload must never wait for one.
        globPatterns: ['**/*.{js,mjs,css,html,svg,png,webmanifest}'],
        maximumFileSizeToCacheInBytes: 4 * 1024 * 1024,
        navigateFallback: 'index.html',
        cleanupOutdatedCaches: true,
        // The page of the very first visit, so that it can be left without network at once. A newer version waits for the
        // person; what runs under an older one is taken over only then.
        clientsClaim: true,
        skipWaiting: false,
      },
    }),
  ],
})
