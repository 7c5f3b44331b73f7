// The way between the phone and the real program, as bad as a test wants it: it can hold uploads, refuse, and bring a
// newer app. What it does not spoil it hands on untouched, and it counts what came through.

import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import { once } from 'node:events'

/** `held`: taken in and never answered, as when a phone loses its signal in the middle. */
export type Fault = 'held' | 'unavailable' | null

export interface Passed {
  method: string
  path: string
  status: number
}

export type Gateway = Awaited<ReturnType<typeof openGateway>>

export async function openGateway(program: string) {
  const passed: Passed[] = []
  let fault: (method: string, path: string) => Fault = () => null
  let held: ServerResponse[] = []
  let onHeld = () => {}
  let edition = 1
  if (!(await fetch(`${program}/m/`)).ok) throw new Error('the program has no phone app in it: npm run build, then build the program again')

  const server = createServer((incoming, outgoing) => void take(incoming, outgoing).catch(() => outgoing.destroy()))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }

  async function take(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const [method, path] = [incoming.method ?? 'GET', incoming.url ?? '/']
    switch (fault(method, path)) {
      case 'held':
        incoming.resume()
        held.push(outgoing)
        return onHeld()
      case 'unavailable':
        incoming.resume()
        outgoing.writeHead(503, { 'content-type': 'application/problem+json', 'retry-after': '1' })
        outgoing.end(JSON.stringify({ type: 'about:blank', code: 'overloaded', title: 'overloaded', status: 503, detail: '', request_id: '-' }))
        return
    }
    const changes = edition > 1 && (path === '/m/' || /^\/m\/(index\.html|sw\.js)/.test(path))
    const headers = { ...incoming.headers }
    if (changes) {
      delete headers['if-none-match']
      // What is packed cannot be changed.
      delete headers['accept-encoding']
    }
    const onward = request(`${program}${path}`, { method, headers }, (answer) => {
      passed.push({ method, path, status: answer.statusCode ?? 0 })
      if (!changes) {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(outgoing)
        return
      }
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part))
      answer.on('end', () => {
        const kept = { ...answer.headers }
        for (const name of ['content-length', 'etag', 'transfer-encoding']) delete kept[name]
        outgoing.writeHead(answer.statusCode ?? 502, kept)
        outgoing.end(newer(path, Buffer.concat(parts).toString()))
      })
    })
    onward.on('error', () => outgoing.destroy())
    incoming.on('error', () => onward.destroy())
    incoming.pipe(onward)
  }

  /** The same app, told apart by a mark in its first page, under a service worker that knows the changed page. */
  function newer(path: string, text: string): string {
    if (!path.includes('sw.js')) return text.replace('<head>', `<head><meta name="edition" content="${edition}">`)
    return text.replace(/(url:\s*"index\.html",\s*revision:\s*")|(revision:\s*")(?=[^"]*",\s*url:\s*"index\.html")/, (found) => `${found}${edition}`)
  }

  return {
    address: `http://127.0.0.1:${port}`,
    passed,
    count: (method: string, path: string | RegExp) => passed.filter((one) => one.method === method && (typeof path === 'string' ? one.path === path : path.test(one.path))).length,

    spoil(how: (method: string, path: string) => Fault): void {
      fault = how
    },
    /** Resolves when the next request is being held. */
    holding(): Promise<void> {
      return new Promise((resolve) => {
        onHeld = resolve
        if (held.length > 0) resolve()
      })
    },
    /** Everything works again; what was held is cut off. */
    heal(): void {
      fault = () => null
      for (const answer of held) answer.destroy()
      held = []
    },
    bringNewApp(): void {
      edition++
    },
    async close(): Promise<void> {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
