// What somebody leaves on the phone when going: counted before signing out or removing, so that nobody loses work unasked.

import { UserDatabase } from '../db/user'

const UNSENT = ['draft', 'waiting', 'sending', 'refused', 'conflict'] as const

export interface Left {
  drafts: number
  /** Handed over to the outbox and not acknowledged. */
  waiting: number
  /** A visit is going on. */
  visiting: boolean
}

export async function leftIn(db: UserDatabase): Promise<Left> {
  const drafts = await db.outbox.where('state').equals('draft').count()
  const unsent = await db.outbox.where('state').anyOf(...UNSENT).count()
  return { drafts, waiting: unsent - drafts, visiting: (await db.visit.count()) > 0 }
}

/** Of somebody who is not here: only the number, and the database is closed again. */
export async function unsentOf(userId: string): Promise<number> {
  const db = new UserDatabase(userId)
  try {
    const { drafts, waiting, visiting } = await leftIn(db)
    return drafts + waiting + (visiting ? 1 : 0)
  } finally {
    db.close()
  }
}
