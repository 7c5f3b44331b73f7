// A person's tokens on the phone: kept with the person's data, exchanged by one tab for all. A phone that is too full to
// keep them holds them in its open tabs, so that what waits can still be sent.

import type { Tokens } from '@/api/client'
import { NoConnection, Problem, SignedOut } from '@/api/problem'
import type { TokenAnswer } from '@/api/types'
import type { Lock } from './lock'
import { StorageFull } from './storage'
import { uuidv7 } from './uuid'
import { getValue, setValue, type UserDatabase } from './user'

export interface StoredTokens {
  access: string
  refresh: string
  expiresAt: number
  /** Of the next exchange. Here before it begins: should the app be closed before the answer comes, it goes on with the same
   * exchange. An app of before kept it only while an exchange was under way. */
  exchangeKey?: string
}

export interface TokenParts {
  db: UserDatabase
  exclusively: Lock
  refresh: (token: string, key: string) => Promise<TokenAnswer>
  now: () => number
  pause?: (ms: number) => Promise<void>
  /** There is no session any more: the server has ended it. */
  ended: () => void
}

export type SessionTokens = ReturnType<typeof createTokens>

/** What there was no room for, in the place of the row with that refresh token, or of none. */
interface Held {
  over: string | null
  tokens: StoredTokens
}

type Message = { kind: 'held'; held: Held } | { kind: 'who holds?' }

const KEY = 'tokens'
/** An upload must not begin with a token that ends in the middle of it. */
const SOON_MS = 30_000
/** Before asking again when no answer came. All of it ends well within the minute the server bears with us. */
const WAITS_MS = [500, 2_000]
/** For the tabs of this phone to hear each other. */
const ANSWERED_MS = 200

/** Throws StorageFull. */
export async function keepTokens(db: UserDatabase, answer: TokenAnswer, now: number): Promise<void> {
  await setValue(db, KEY, tokensOf(answer, now))
}

function tokensOf(answer: TokenAnswer, now: number): StoredTokens {
  return { access: answer.access_token, refresh: answer.refresh_token, expiresAt: now + answer.expires_in * 1_000, exchangeKey: uuidv7(now) }
}

export async function storedTokens(db: UserDatabase): Promise<StoredTokens | null> {
  return getValue<StoredTokens>(db, KEY)
}

export async function dropTokens(db: UserDatabase): Promise<void> {
  await db.kv.delete(KEY)
}

export function createTokens(parts: TokenParts) {
  const { db, now } = parts
  const pause = parts.pause ?? ((ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)))
  let held: Held | null = null

  // A tab that is opened later has only what is stored, and that has been exchanged.
  const others = new BroadcastChannel(`xuncheng-tokens-${db.userId}`)
  const tell = (message: Message) => others.postMessage(message)
  const answered = new Promise<void>((resolve) => {
    setTimeout(resolve, ANSWERED_MS)
    others.onmessage = ({ data }: MessageEvent<Message>) => {
      if (data.kind === 'held') {
        held = data.held
        resolve()
      } else if (held) tell({ kind: 'held', held })
    }
  })
  tell({ kind: 'who holds?' })

  /** Somebody who has stored, or signed out, since is right. */
  async function present(): Promise<StoredTokens | null> {
    const stored = await storedTokens(db)
    if (held && held.over !== (stored?.refresh ?? null)) held = null
    return held?.tokens ?? stored
  }

  async function keep(tokens: StoredTokens): Promise<void> {
    try {
      await setValue(db, KEY, tokens)
      held = null
    } catch (fault) {
      if (!(fault instanceof StorageFull)) throw fault
      const stored = await storedTokens(db)
      held = { over: stored?.refresh ?? null, tokens }
      tell({ kind: 'held', held })
      // Heard before the lock is free: the same exchange made by two would end the session.
      await pause(ANSWERED_MS)
    }
  }

  async function renew(expired: string): Promise<string> {
    await answered
    return parts.exclusively(`xuncheng-refresh-${db.userId}`, async () => {
      const former = await present()
      if (!former) throw gone('no session')
      // Another tab, or an earlier caller, has done it.
      if (former.access !== expired) return former.access
      try {
        const answer = await exchanged(former.refresh, await exchangeKey(former))
        await keep(tokensOf(answer, now()))
        return answer.access_token
      } catch (fault) {
        if (!(fault instanceof Problem) || (fault.status !== 401 && fault.status !== 403)) throw fault
        held = null
        await dropTokens(db)
        throw gone(fault.code)
      }
    })
  }

  function gone(why: string): SignedOut {
    parts.ended()
    return new SignedOut(why)
  }

  async function exchangeKey(tokens: StoredTokens): Promise<string> {
    if (tokens.exchangeKey !== undefined) return tokens.exchangeKey
    const exchangeKey = uuidv7()
    await keep({ ...tokens, exchangeKey })
    return exchangeKey
  }

  /** Whether the server has exchanged the token is unknown when it did not answer: it knows the exchange by its key, and asked
   * at once again it gives another. */
  async function exchanged(refresh: string, key: string): Promise<TokenAnswer> {
    for (const wait of WAITS_MS) {
      try {
        return await parts.refresh(refresh, key)
      } catch (fault) {
        // Without any network nothing was sent, and there is nothing to make good.
        if (!unanswered(fault) || navigator.onLine === false) throw fault
        await pause(wait)
      }
    }
    return parts.refresh(refresh, key)
  }

  return {
    renew,
    present,

    /** After signing in again as the same person. */
    take: (answer: TokenAnswer) => keep(tokensOf(answer, now())),

    async access(): Promise<string | null> {
      const tokens = await present()
      if (!tokens) parts.ended()
      if (!tokens || tokens.expiresAt - SOON_MS > now()) return tokens?.access ?? null
      return renew(tokens.access)
    },

    close: () => others.close(),
  } satisfies Tokens & Record<string, unknown>
}

/** A proxy that lost the server says 502 or 504, and behind it the exchange may have been made. */
function unanswered(fault: unknown): boolean {
  return fault instanceof NoConnection || (fault instanceof Problem && (fault.status === 502 || fault.status === 504))
}
