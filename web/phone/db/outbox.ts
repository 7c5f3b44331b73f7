// What can wait in the outbox, and in which states.

import type { ProblemBody } from '@/api/problem'
import type { ActionName, CategoryKey, Mode, RawPosition } from '@/api/types'

/** How an item's moments are told, once and for all: the server compares its body when it comes again. */
export interface Told {
  /** Positive: the phone's clock was ahead. */
  aheadMs: number
  /** When it was handed over, in the server's time. A clock that was put right meanwhile makes nothing later than that. */
  latest: number
}

/**
 * draft: being written · waiting: to be sent as soon as possible · sending: under way in one of the tabs ·
 * sent: the server has acknowledged it and every photo · refused: the server said no, see `problem` ·
 * conflict: the case has changed since the person saw it.
 */
export type OutboxState = 'draft' | 'waiting' | 'sending' | 'sent' | 'refused' | 'conflict'

export interface OutboxPhoto {
  sha256: string
  type: string
  size: number
  width: number
  height: number
  /** From EXIF or the in-app camera, RFC 3339. */
  takenAt: string | null
}

interface Common {
  /** Made on the phone. A report's and a visit's id at the server, too. */
  id: string
  state: OutboxState
  createdAt: number
  updatedAt: number
  photos: OutboxPhoto[]
  /** The same hashes, to be found by. */
  photoHashes: string[]
  /** How often sending failed since the person last said "send". */
  attempts: number
  /** Not before. */
  nextAt: number
  /** The server may have it: from just before it is handed over until the answer is known. */
  maybeSent: boolean
  /** How its moments are told, from its first hand-over on; without one they are told as the phone has them. */
  clock?: Told | null
  problem: ProblemBody | null
  sentAt: number | null
  /** The case it belongs to; a report is its own. */
  caseId: string
  /** Known once sent, or when the case was. */
  caseNumber: string | null
  /** Delivered, and a dispatcher has to look at it first: why, in the server's words. */
  held?: string | null
}

export interface ReportContent {
  category: CategoryKey | null
  categoryName: string
  position: RawPosition | null
  /** The phone's first position, where a more accurate one has taken its place. */
  firstSeen?: RawPosition | null
  capturedAt: string
  description: string
  address: string | null
  mode: Mode
  campaignId: string | null
  /** The person has said which campaign, or that it is none; nothing is suggested any more. */
  campaignChosen?: boolean
  /** The one it named before the person said another or none: it may be over and listed no more, and still be chosen again. */
  firstCampaignId?: string | null
}

export interface ReportItem extends Common {
  kind: 'report'
  report: ReportContent
}

export interface ActionItem extends Common {
  kind: 'action'
  action: ActionName
  expectedVersion: number
  /** What the action carries beside the version and the photos. */
  body: Record<string, unknown>
  /** The Idempotency-Key: the same for every attempt. */
  key: string
}

export interface VisitContent {
  zoneId: string
  zoneName: string
  startedAt: string
  /** Null while it goes on: the same visit may be told again until it is ended. */
  endedAt: string | null
  mode: Mode
  campaignId: string | null
  /** Longitude, latitude (WGS-84), Unix milliseconds. */
  track: [number, number, number][]
}

export interface VisitItem extends Common {
  kind: 'visit'
  visit: VisitContent
}

export type OutboxItem = ReportItem | ActionItem | VisitItem
export type OutboxKind = OutboxItem['kind']

/** What stopped the whole outbox, if anything. */
export interface Pause {
  reason: 'network' | 'server' | 'signed-out'
  /** Unix ms; with `signed-out` there is no such moment. */
  until: number
  /** In a row. */
  failures: number
}
