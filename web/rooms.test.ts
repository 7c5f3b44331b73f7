// @vitest-environment node
// Which room may import from which. The shared rooms are there for every app, so that none of them knows the phone;
// and no two files import each other, however long the way round.

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

/** Each room and what it may import beside itself. What is not named here is an app, and may import any of them. */
const SHARED: Record<string, string[]> = {
  api: [],
  composables: ['words'],
  words: ['api'],
  parts: ['words'],
  place: ['api'],
  map: ['api', 'parts', 'place', 'words'],
  photo: ['api', 'parts', 'place', 'words'],
  case: ['api', 'parts', 'place', 'words'],
}
const APPS = ['phone']

const root = fileURLToPath(new URL('./', import.meta.url))

function filesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return filesIn(path)
    return /\.(ts|vue)$/.test(path) ? [path] : []
  })
}

/** Vue's own and the packages left out. Types too: they tie files together all the same. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8')
  const named = [...text.matchAll(/(?:\bfrom|\bimport|\bimport\()\s*'((?:@\/|\.)[^']*)'/g)].map(([, path]) => path!)
  return named.map((path) => found(path.startsWith('@/') ? path.slice(2) : normalize(join(dirname(file), path))))
}

function found(path: string): string {
  const named = [path, `${path}.ts`, `${path}.vue`].find((one) => existsSync(join(root, one)) && statSync(join(root, one)).isFile())
  return named ?? path
}

const roomOf = (file: string) => file.split('/')[0]!
const isTest = (file: string) => /(\.test|\/testing)\.ts$/.test(file)

const files = [...Object.keys(SHARED), ...APPS].flatMap(filesIn)
const imports = new Map(files.map((file) => [file, importsOf(file)]))

describe('the rooms', () => {
  it('are all there, and their imports are found', () => {
    expect(files.length).toBeGreaterThan(200)
    expect([...imports].flatMap(([file, of]) => of.filter((path) => !existsSync(join(root, path))).map((path) => `${file} → ${path}`))).toEqual([])
  })

  it.each(Object.entries(SHARED))('%s imports from %j and itself', (room, may) => {
    const others = [...imports].filter(([file]) => roomOf(file) === room).flatMap(([file, of]) => of.map((path) => ({ file, path })))
    const wrong = others.filter(({ path }) => roomOf(path) !== room && !may.includes(roomOf(path)))
    expect(wrong.map(({ file, path }) => `${file} → ${path}`)).toEqual([])
  })

  it('have no circle between files', () => {
    expect(circlesIn(new Map([...imports].filter(([file]) => !isTest(file))))).toEqual([])
  })
})

/** One way round for each file that comes back to itself. */
function circlesIn(graph: Map<string, string[]>): string[] {
  const circles: string[] = []
  const done = new Set<string>()
  const way: string[] = []
  const walk = (file: string): void => {
    if (way.includes(file)) return void circles.push([...way.slice(way.indexOf(file)), file].join(' → '))
    if (done.has(file)) return
    way.push(file)
    for (const next of graph.get(file) ?? []) walk(next)
    way.pop()
    done.add(file)
  }
  for (const file of graph.keys()) walk(file)
  return circles
}
