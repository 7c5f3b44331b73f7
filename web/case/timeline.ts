// The chain of a case's events in words, as the timeline and the explanation of a conflict show it.

import type { CaseEvent, Schemas } from '@/api/types'
import type { Saying } from '@/words/when'
import type { Words } from '@/words/zh'

type EventData = Schemas['EventData']
export type Flag = Schemas['Flag']

export interface Told {
  seq: number
  at: string
  title: string
  /** Who, as a name. */
  by: string
  lines: string[]
  /** Doubts about the photos of this event. */
  flags: Flag[]
  tone: 'plain' | 'good' | 'warning' | 'bad'
}

export function tell(event: CaseEvent, w: Words, say: Saying): Told {
  const told = { action: event.action, data: event.data } as EventData
  const { title = w.case_.event[told.action], lines, photos = [], tone = 'plain' } = ofEvent(told, w, say)
  const doubt = (event.data as { clock_suspect?: boolean }).clock_suspect === true ? [w.case_.clockSuspect] : []
  return {
    seq: event.seq,
    at: event.at,
    title,
    by: event.actor?.display_name ?? w.case_.bySystem,
    lines: [...lines.filter((line) => line !== ''), ...doubt, ...(photos.length > 0 ? [w.case_.photoCount(photos.length)] : [])],
    flags: [...new Set(photos.flatMap((photo) => photo.flags))],
    tone,
  }
}

interface Parts {
  title?: string
  lines: string[]
  photos?: Schemas['EventPhoto'][]
  tone?: Told['tone']
}

const MICROSECONDS_PER_MS = 1_000

function ofEvent(event: EventData, w: Words, say: Saying): Parts {
  const c = w.case_
  const due = (schedule: Schemas['Schedule']) => c.newDeadline(say.moment(schedule.deadline_at))
  switch (event.action) {
    case 'report':
      return { lines: [event.data.description, event.data.address], photos: event.data.photos }
    case 'dispatch': {
      const { department, reason, clock } = event.data
      const kept = clock.kind === 'kept' ? (clock.wrong_return ? c.wrongReturn : c.clockKept) : ''
      const anew = clock.kind === 'anew' ? `${c.limit(clock.limit.value, c.limitUnit[clock.limit.unit])} · ${due(clock.schedule)}` : ''
      return { title: c.dispatchedTo(department.name), lines: [reason, kept, anew] }
    }
    case 'accept':
      return { lines: [] }
    case 'handle': {
      const { note, photos, used_us, allowed_us } = event.data
      const used = c.usedOf(say.length(used_us / MICROSECONDS_PER_MS), say.length(allowed_us / MICROSECONDS_PER_MS))
      return { lines: [note, used], photos, tone: used_us <= allowed_us ? 'good' : 'warning' }
    }
    case 'return':
      return { lines: [w.handle.reasons[event.data.reason_code], event.data.reason], tone: 'warning' }
    case 'verify_pass':
      return { lines: [event.data.note, unseen(event.data.unseen_photos, w)], photos: event.data.photos, tone: 'good' }
    case 'verify_fail':
      return { lines: [event.data.reason, due(event.data.schedule), unseen(event.data.unseen_photos, w)], photos: event.data.photos, tone: 'bad' }
    case 'request_extension':
      return { lines: [c.askedHours(event.data.hours), event.data.reason] }
    case 'grant_extension':
      return { lines: [`${c.grantedHours(event.data.hours)} · ${due(event.data.schedule)}`, event.data.reason] }
    case 'resume':
      return { lines: [event.data.reason, due(event.data.schedule)] }
    case 'refuse_extension':
    case 'suspend':
      return { lines: [event.data.reason] }
    case 'void':
    case 'confirm_falsified':
      return { lines: [event.data.reason], tone: 'bad' }
    case 'correct_time':
      return { lines: [event.data.reason, ...event.data.events.map((one) => corrected(one, w, say))], tone: 'warning' }
    case 'comment':
      return { lines: [event.data.text], photos: event.data.photos }
    case 'remind':
      return { lines: [event.data.text], tone: 'warning' }
    case 'escalate':
      return { title: c.rung[event.data.rung], lines: [], tone: event.data.rung === 'remind_50' ? 'plain' : 'warning' }
  }
}

/** Events of before do not say. */
function unseen(photos: string[] | undefined, w: Words): string {
  return photos && photos.length > 0 ? w.case_.unseenPhotos(photos.length) : ''
}

function corrected(one: Schemas['CorrectedEvent'], w: Words, say: Saying): string {
  if (one.annulled) return w.case_.annulledRung(one.seq)
  return one.was === one.at ? w.case_.recomputed(one.seq) : w.case_.correctedTime(one.seq, say.moment(one.was), say.moment(one.at))
}
