// Fails the build when the first load of the app has grown beyond what a cheap phone on a poor network can bear:
// everything the first page needs before it shows, scripts and styles together, packed. Lazy parts do not count.

import { gzipSync } from 'node:zlib'
import type { Plugin, Rollup } from 'vite'

const MOST_BYTES = 180 * 1024
/** The pages the app opens with; the heavier one counts. */
const FIRST_PAGES = ['WorkPage.vue', 'ReportPage.vue', 'SignInPage.vue']

export function budget(): Plugin {
  return {
    name: 'first-load-budget',
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((part): part is Rollup.OutputChunk => part.type === 'chunk')
      const entry = chunks.find((chunk) => chunk.isEntry)
      if (!entry) return
      for (const page of FIRST_PAGES) {
        const chunk = chunks.find((one) => one.moduleIds.some((id) => id.endsWith(`/${page}`)))
        if (!chunk) return this.error(`the first page ${page} is not in the build`)
        const files = needed([entry, chunk], bundle)
        const bytes = [...files].reduce((sum, file) => sum + packed(bundle[file]), 0)
        if (bytes > MOST_BYTES) this.error(`first load with ${page}: ${Math.ceil(bytes / 1024)} KiB packed, more than ${MOST_BYTES / 1024}`)
        this.info(`first load with ${page}: ${Math.ceil(bytes / 1024)} KiB packed`)
      }
    },
  }
}

/** The chunks, what they import at once, and the styles of all of them. */
function needed(from: Rollup.OutputChunk[], bundle: Rollup.OutputBundle): Set<string> {
  const files = new Set<string>()
  const visit = (chunk: Rollup.OutputChunk) => {
    if (files.has(chunk.fileName)) return
    files.add(chunk.fileName)
    for (const style of chunk.viteMetadata?.importedCss ?? []) files.add(style)
    for (const name of chunk.imports) {
      const imported = bundle[name]
      if (imported?.type === 'chunk') visit(imported)
    }
  }
  from.forEach(visit)
  return files
}

function packed(part: Rollup.OutputAsset | Rollup.OutputChunk | undefined): number {
  if (!part) return 0
  return gzipSync(part.type === 'chunk' ? part.code : part.source).length
}
