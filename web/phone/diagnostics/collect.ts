// Gathers what support needs to know about this phone: numbers and states, nothing a person wrote and nobody's name.

import { askServer, type Server } from '@/api/server'
import { device, type LogRow } from '../db/device'
import type { UserDatabase } from '../db/user'
import type { OutboxState } from '../db/outbox'
import { room, type Room } from '../db/storage'
import type { ServiceWorkerState } from '../shell/update'
import { redacted } from './redact'

export const LOG_LINES = 200

export type Permission = PermissionState | 'unknown'

export interface Diagnostics {
  at: string
  app: { version: string; built: string }
  server: Server
  browser: { agent: string; language: string; screen: string; online: boolean; secure: boolean; standalone: boolean }
  worker: ServiceWorkerState
  room: Room | null
  permissions: Record<'geolocation' | 'camera' | 'notifications', Permission>
  /** Null: nobody is signed in. */
  outbox: Record<OutboxState, number> | null
  log: string[]
}

export async function collect(worker: ServiceWorkerState, db: UserDatabase | null): Promise<Diagnostics> {
  const [server, stored, geolocation, camera, notifications, outbox, log] = await Promise.all([
    askServer(),
    room().catch(() => null),
    permission('geolocation'),
    permission('camera'),
    permission('notifications'),
    db ? outboxCounts(db).catch(() => null) : null,
    logLines().catch(() => []),
  ])
  return {
    at: new Date().toISOString(),
    app: { version: __APP_VERSION__, built: __BUILT_AT__ },
    server,
    browser: {
      agent: navigator.userAgent,
      language: navigator.language,
      screen: `${window.innerWidth}×${window.innerHeight} @${window.devicePixelRatio}`,
      online: navigator.onLine,
      secure: window.isSecureContext,
      standalone: window.matchMedia('(display-mode: standalone)').matches,
    },
    worker,
    room: stored,
    permissions: { geolocation, camera, notifications },
    outbox,
    log,
  }
}

export async function outboxCounts(db: UserDatabase): Promise<Record<OutboxState, number>> {
  const count = (state: OutboxState) => db.outbox.where('state').equals(state).count()
  const [draft, waiting, sending, sent, refused, conflict] = await Promise.all([count('draft'), count('waiting'), count('sending'), count('sent'), count('refused'), count('conflict')])
  return { draft, waiting, sending, sent, refused, conflict }
}

async function permission(name: string): Promise<Permission> {
  try {
    return (await navigator.permissions.query({ name: name as PermissionName })).state
  } catch {
    return 'unknown'
  }
}

async function logLines(): Promise<string[]> {
  const rows = await device.log.orderBy('seq').reverse().limit(LOG_LINES).toArray()
  const people = await device.people.toArray()
  const known = { people: people.flatMap((person) => [person.displayName, person.username]) }
  return rows.reverse().map((row) => logLine(row, known))
}

function logLine(row: LogRow, known: { people: string[] }): string {
  return `${new Date(row.at).toISOString()} ${row.kind}: ${redacted(row.text, known)}`
}
