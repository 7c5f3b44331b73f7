// Runs one of the scripts of this folder, which are TypeScript, outside the tests: node e2e/run.mjs SCRIPT [ARGUMENT…]

import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))
const [script, ...rest] = process.argv.slice(2)
const { module } = await runnerImport(here(`./${script}.ts`), { configFile: false, logLevel: 'warn', resolve: { alias: { '@': here('..') } } })
await module.main(rest)
