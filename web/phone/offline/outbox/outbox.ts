// One person's outbox as the pages use it: the items, the commands, and the sender that runs behind them.

import { reactive } from 'vue'
import type { Client } from '@/api/client'
import { quiet } from '@/composables/painted'
import type { PreparedPhoto } from '@/photo/types'
import { note } from '../../db/device'
import { exclusively } from '../../db/lock'
import type { ReportItem } from '../../db/outbox'
import type { UserDatabase } from '../../db/user'
import { clock } from '../clock'
import * as commands from './commands'
import * as items from './items'
import { createSender } from './sender'
import { reportInMemory, sendFromMemory } from './from-memory'
import { sweep } from './sweep'

export type Outbox = ReturnType<typeof openOutbox>

type Message = { kind: 'progress'; id: string; share: number | null } | { kind: 'cancel'; id: string }

export function openOutbox(db: UserDatabase, client: Client) {
  /** 0..1 by item while it is being sent, in whichever tab. */
  const progress = reactive(new Map<string, number>())
  const others = new BroadcastChannel(`xuncheng-outbox-${db.userId}`)
  const tell = (message: Message) => others.postMessage(message)

  const show = (id: string, share: number | null) => {
    if (share === null) progress.delete(id)
    else progress.set(id, share)
  }
  const sender = createSender({
    db,
    client,
    exclusively,
    now: Date.now,
    told: clock.forHandOver,
    random: Math.random,
    after: (ms, call) => {
      const timer = setTimeout(call, ms)
      return () => clearTimeout(timer)
    },
    progress: (id, share) => {
      show(id, share)
      tell({ kind: 'progress', id, share })
    },
    note,
  })
  others.onmessage = ({ data }: MessageEvent<Message>) => {
    if (data.kind === 'progress') show(data.id, data.share)
    else sender.abort(data.id)
  }

  // What fails in the background is the phone's storage, or it was closed meanwhile.
  const quietly = (work: Promise<unknown>) => void work.catch((fault: unknown) => note('outbox', String(fault)))
  const online = () => quietly(sender.online())
  const shown = () => document.visibilityState === 'visible' && online()
  window.addEventListener('online', online)
  document.addEventListener('visibilitychange', shown)
  let closed = false
  void quiet().then(() => {
    if (closed) return
    quietly(sweep(db, Date.now()))
    quietly(sender.wake())
  })

  return {
    progress,
    get: (id: string) => db.outbox.get(id),
    newReport: (content?: Parameters<typeof items.newReport>[1]) => items.newReport(db, content),
    newAction: (action: items.NewAction) => items.newAction(db, action),
    newVisit: (id: string, visit: Parameters<typeof items.newVisit>[2]) => items.newVisit(db, id, visit),
    saveDraft: (item: Parameters<typeof items.saveDraft>[1]) => items.saveDraft(db, item),
    addPhoto: (id: string, photo: Parameters<typeof items.addPhoto>[2]) => items.addPhoto(db, id, photo),
    removePhoto: (id: string, sha256: string) => items.removePhoto(db, id, sha256),
    remove: (id: string) => items.remove(db, id),

    /** Empty when it waits now; else what it lacks. */
    async send(id: string): Promise<commands.Missing[]> {
      const gaps = await commands.queue(db, id)
      if (gaps.length === 0) quietly(sender.wake())
      return gaps
    },
    async cancel(id: string): Promise<commands.Cancelled> {
      const answer = await commands.cancel(db, id)
      if (answer === 'cancelled') {
        sender.abort(id)
        tell({ kind: 'cancel', id })
      }
      return answer
    },
    /** Empty when it goes on its way; else what it lacks. */
    async retry(id: string): Promise<commands.Missing[]> {
      const gaps = await commands.hurry(db, id)
      if (gaps.length === 0) await sender.online()
      return gaps
    },
    async redo(id: string, version: number): Promise<void> {
      await commands.redo(db, id, version)
      quietly(sender.wake())
    },
    asNew: (id: string) => commands.asNew(db, id),

    reportInMemory,
    keepReport: (item: ReportItem) => items.keepReport(db, item),
    /** When the phone is too full to keep it: straight from memory. Throws as the client does; may be tried again with the same item. */
    sendFromMemory: (item: ReportItem, unkept: PreparedPhoto[], progress: (share: number) => void) =>
      sendFromMemory({ db, client, now: Date.now, told: clock.forHandOver, progress }, item, unkept),

    /** After signing in again. */
    resume: () => quietly(sender.resume()),
    wake: () => quietly(sender.wake()),

    async close(): Promise<void> {
      closed = true
      window.removeEventListener('online', online)
      document.removeEventListener('visibilitychange', shown)
      await sender.stop()
      others.close()
    },
  }
}
