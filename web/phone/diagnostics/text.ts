// The diagnostics as one plain text that can be copied, shared or sent. Always in English names, so that support reads
// the same whatever language the phone speaks.

import type { Diagnostics } from './collect'

export function asText(d: Diagnostics): string {
  const { server, browser, room, permissions } = d
  const lines = [
    `Xuncheng phone app ${d.app.version} (built ${d.app.built})`,
    `at ${d.at}`,
    '',
    `server: ${server.reached ? `reached in ${server.ms} ms, version ${server.version ?? 'unknown'}, clock ahead ${server.clockAheadS ?? 'unknown'} s` : 'not reached'}`,
    `network: ${browser.online ? 'online' : 'offline'}`,
    `browser: ${browser.agent}`,
    `language: ${browser.language}, window ${browser.screen}, ${browser.secure ? 'secure' : 'NOT SECURE'}, ${browser.standalone ? 'installed' : 'in the browser'}`,
    `service worker: ${d.worker}`,
    `storage: ${room ? `${room.usedBytes} of ${room.totalBytes} bytes, ${room.persistent ? 'persistent' : 'may be evicted'}` : 'unknown'}`,
    `permissions: ${Object.entries(permissions).map(([name, state]) => `${name} ${state}`).join(', ')}`,
    `outbox: ${d.outbox ? Object.entries(d.outbox).map(([state, count]) => `${state} ${count}`).join(', ') : 'nobody signed in'}`,
    '',
    `log, ${d.log.length} lines:`,
    ...d.log,
  ]
  return `${lines.join('\n')}\n`
}
