// Starts the real program with a new demo city for one run of the tests, and ends it by its own id afterwards.

import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TestProject } from 'vitest/node'

export interface Account {
  username: string
  password: string
}

declare module 'vitest' {
  export interface ProvidedContext {
    server: string
    accounts: Account[]
  }
}

const MADE_WITHIN_MS = 180_000
const root = fileURLToPath(new URL('../..', import.meta.url))

/** As `cargo xtask test` says, or what a debug build leaves. */
export function program(): string {
  const named = process.env.XUNCHENG_BINARY ?? process.env.XUNCHENG_BIN ?? join(root, 'target/debug/xuncheng')
  const path = resolve(named)
  if (!existsSync(path)) throw new Error(`no program at ${path}: build it (cargo build) or say where it is in XUNCHENG_BINARY`)
  return path
}

export interface Running {
  address: string
  accounts: Account[]
  stop(): Promise<void>
}

export async function startServer(): Promise<Running> {
  const folder = await mkdtemp(join(tmpdir(), 'xuncheng-e2e-'))
  // Making the city takes a minute; whoever writes tests may keep one.
  const data = process.env.XUNCHENG_E2E_DEMO ?? join(folder, 'demo')
  const port = await freePort()
  const said: string[] = []
  const child = spawn(program(), ['demo', '--data', data, '--listen', `127.0.0.1:${port}`, '--weeks', '0'], { stdio: ['ignore', 'pipe', 'pipe'], cwd: folder, env: withoutOurs() })
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => said.push(bytes.toString()))
  const stop = async () => {
    await end(child)
    await rm(folder, { recursive: true, force: true })
  }
  const address = `http://127.0.0.1:${port}`
  try {
    await answering(`${address}/readyz`, child, said)
    return { address, accounts: JSON.parse(await readFile(join(data, 'accounts.json'), 'utf8')) as Account[], stop }
  } catch (fault) {
    await stop()
    throw fault
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const running = await startServer()
  project.provide('server', running.address)
  project.provide('accounts', running.accounts)
  return running.stop
}

/** The program takes every such name for its configuration, and refuses those it does not know. */
function withoutOurs(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('XUNCHENG_')))
}

async function answering(address: string, child: ChildProcess, said: string[]): Promise<void> {
  const until = Date.now() + MADE_WITHIN_MS
  while (Date.now() < until) {
    if (child.exitCode !== null) throw new Error(`the program ended by itself:\n${said.join('')}`)
    const answer = await fetch(address).catch(() => null)
    if (answer?.ok) return
    await new Promise((again) => setTimeout(again, 200))
  }
  throw new Error(`the program does not answer:\n${said.join('')}`)
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGTERM')
  const patience = setTimeout(() => child.kill('SIGKILL'), 10_000)
  await gone
  clearTimeout(patience)
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no free port')
  return address.port
}
