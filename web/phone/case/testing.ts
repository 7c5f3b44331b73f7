// A person with an empty database and a server of a few cases, for tests of what pages stand on.

import { effectScope, ref, type EffectScope } from 'vue'
import type { Client } from '@/api/client'
import { NoConnection } from '@/api/problem'
import type { Case, CaseEvent } from '@/api/types'
import { UserDatabase } from '../db/user'
import { queue } from '../offline/outbox/commands'
import { addPhoto, newAction, remove, removePhoto, saveDraft } from '../offline/outbox/items'
import type { Reference } from '../offline/reference'
import { uuidv7 } from '../db/uuid'

export interface FakeServer {
  cases: Case[]
  events: CaseEvent[]
  online: boolean
  /** The addresses that were asked for. */
  asked: string[]
}

export function aPerson() {
  const db = new UserDatabase(uuidv7())
  const server: FakeServer = { cases: [], events: [], online: true, asked: [] }
  const client = {
    get: async (path: string) => {
      server.asked.push(path)
      if (!server.online) throw new NoConnection('off')
      if (path.endsWith('/counts')) return { total: server.cases.length, by_state: {}, by_light: { green: 0, yellow: 0, red: 0 } }
      if (path.endsWith('/events')) return { items: server.events, next_cursor: null }
      if (path.endsWith('{id}')) return server.cases[0]
      return { items: server.cases, next_cursor: null }
    },
    bytes: async () => new Blob(['picture'], { type: 'image/jpeg' }),
  } as unknown as Client
  /** The outbox without its sender: what is sent stays waiting. */
  const outbox = {
    newAction: (action: Parameters<typeof newAction>[1]) => newAction(db, action),
    saveDraft: (item: Parameters<typeof saveDraft>[1]) => saveDraft(db, item),
    addPhoto: (id: string, photo: Parameters<typeof addPhoto>[2]) => addPhoto(db, id, photo),
    removePhoto: (id: string, sha256: string) => removePhoto(db, id, sha256),
    remove: (id: string) => remove(db, id),
    send: (id: string) => queue(db, id),
  }
  const reference = { city: ref<Reference | null>(null) }
  return { db, client, outbox, reference, server }
}

/** As a page: its effects end with it. */
export function inScope<T>(use: () => T): { used: T; scope: EffectScope } {
  const scope = effectScope()
  return { used: scope.run(use)!, scope }
}
