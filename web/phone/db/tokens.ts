// A person's tokens on the phone: kept with the person's data, exchanged by one tab for all.

import type { Tokens } from '@/api/client'
import { NoConnection, Problem, SignedOut } from '@/api/problem'
import type { TokenAnswer } from '@/api/types'
import type { Lock } from '../offline/lock'
import { uuidv7 } from '../offline/uuid'
import { getValue, setValue, type UserDatabase } from './user'

export interface StoredTokens {
  access: string
  refresh: string
  expiresAt: number
  /** Of an exchange that was begun and has no answer yet. */
  exchangeKey?: string
}

export interface TokenParts {
  db: UserDatabase
  exclusively: Lock
  refresh: (token: string, key: string) => Promise<TokenAnswer>
  now: () => number
  pause?: (ms: number) => Promise<void>
  /** The server has ended the session. */
  ended: () => void
}

const KEY = 'tokens'
/** An upload must not begin with a token that ends in the middle of it. */
const SOON_MS = 30_000
/** Before asking again when no answer came. All of it ends well within the minute the server bears with us. */
const WAITS_MS = [500, 2_000]

export async function keepTokens(db: UserDatabase, answer: TokenAnswer, now: number): Promise<void> {
  const stored: StoredTokens = { access: answer.access_token, refresh: answer.refresh_token, expiresAt: now + answer.expires_in * 1_000 }
  await setValue(db, KEY, stored)
}

export async function storedTokens(db: UserDatabase): Promise<StoredTokens | null> {
  return getValue<StoredTokens>(db, KEY)
}

export async function dropTokens(db: UserDatabase): Promise<void> {
  await db.kv.delete(KEY)
}

export function createTokens(parts: TokenParts): Tokens {
  const { db, now } = parts
  const pause = parts.pause ?? ((ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)))

  async function renew(expired: string): Promise<string> {
    return parts.exclusively(`xuncheng-refresh-${db.userId}`, async () => {
      const stored = await storedTokens(db)
      if (!stored) throw new SignedOut('no session')
      // Another tab, or an earlier caller, has done it.
      if (stored.access !== expired) return stored.access
      try {
        const answer = await exchanged(stored.refresh, await exchangeKey(stored))
        await keepTokens(db, answer, now())
        return answer.access_token
      } catch (fault) {
        if (!(fault instanceof Problem) || (fault.status !== 401 && fault.status !== 403)) throw fault
        await dropTokens(db)
        parts.ended()
        throw new SignedOut(fault.code)
      }
    })
  }

  /** Kept before it is sent: should the app be closed before the answer comes, it goes on with the same exchange. */
  async function exchangeKey(stored: StoredTokens): Promise<string> {
    if (stored.exchangeKey !== undefined) return stored.exchangeKey
    const key = uuidv7()
    await setValue(db, KEY, { ...stored, exchangeKey: key })
    return key
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
    async access() {
      const stored = await storedTokens(db)
      if (!stored) return null
      return stored.expiresAt - SOON_MS > now() ? stored.access : renew(stored.access)
    },
  }
}

/** A proxy that lost the server says 502 or 504, and behind it the exchange may have been made. */
function unanswered(fault: unknown): boolean {
  return fault instanceof NoConnection || (fault instanceof Problem && (fault.status === 502 || fault.status === 504))
}
