// @vitest-environment node
// Nothing is called that Chromium 88, the oldest web view we know of, lacks. The build lowers syntax; calls it leaves as they are.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const LATER = [
  /\.at\(/, /\.findLast(Index)?\(/, /\.to(Sorted|Reversed|Spliced)\(/, /\.throwIfAborted\(/, /AbortSignal\.(any|timeout)\(/,
  /\bstructuredClone\(/, /Object\.(hasOwn|groupBy)\(/, /crypto\.randomUUID\(/, /Array\.fromAsync\(/, /Promise\.withResolvers\(/, /:has\(/,
]
const ROOMS = ['api', 'case', 'composables', 'map', 'parts', 'phone', 'photo', 'place', 'words']
const root = fileURLToPath(new URL('../', import.meta.url))

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return sources(path)
    return /\.(ts|vue|css)$/.test(path) && !/(\.test|\/testing)\.ts$/.test(path) ? [path] : []
  })
}

it('calls nothing that came later', () => {
  const found = ROOMS.flatMap(sources).flatMap((file) => {
    const lines = readFileSync(join(root, file), 'utf8').split('\n')
    return lines.flatMap((line, i) => (/^\s*(\/\/|\*|\/\*)/.test(line) || !LATER.some((call) => call.test(line)) ? [] : [`${file}:${i + 1} ${line.trim()}`]))
  })
  expect(found).toEqual([])
})

it('gives a height by dvh, from 108 on, after the same by vh', () => {
  const bare = ROOMS.flatMap(sources).flatMap((file) => {
    const lines = readFileSync(join(root, file), 'utf8').split('\n')
    return lines.flatMap((line, i) => (line.includes('dvh') && lines[i - 1] !== line.replace('dvh', 'vh') ? [`${file}:${i + 1}`] : []))
  })
  expect(bare).toEqual([])
})
