// The fast tests: everything but the browser.

import vue from '@vitejs/plugin-vue'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [vue()],
  resolve: { alias: { '@': fileURLToPath(new URL('./', import.meta.url)) } },
  define: { __APP_VERSION__: '"test"', __BUILT_AT__: '"test"' },
  test: {
    environment: 'happy-dom',
    include: ['*.test.ts', '{api,build,case,composables,map,phone,photo,place,words}/**/*.test.ts'],
    setupFiles: ['./vitest.setup.ts'],
    // Machines that build meanwhile are slow.
    testTimeout: 60_000,
    restoreMocks: true,
    unstubGlobals: true,
  },
})
