// A person's tokens on the phone: kept with the person's data, exchanged by one tab for all.

import type { Tokens } from '@/api/client'
import { Problem, SignedOut } from '@/api/problem'
import type { TokenAnswer } from '@/api/types'
import type { Lock } from '../offline/lock'
import { getValue, setValue, type UserDatabase } from './user'

export interface StoredTokens {
  access: string
  refresh: string
  expiresAt: number
}

export interface TokenParts {
  db: UserDatabase
  exclusively: Lock
  refresh: (token: string) => Promise<TokenAnswer>
  now: () => number
  /** The server has ended the session. */
  ended: () => void
}

const KEY = 'tokens'
/** An upload must not begin with a token that ends in the middle of it. */
const SOON_MS = 30_000

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

  async function renew(expired: string): Promise<string> {
    return parts.exclusively(`xuncheng-refresh-${db.userId}`, async () => {
      const stored = await storedTokens(db)
      if (!stored) throw new SignedOut('no session')
      // Another tab, or an earlier caller, has done it.
      if (stored.access !== expired) return stored.access
      try {
        const answer = await parts.refresh(stored.refresh)
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

  return {
    renew,
    async access() {
      const stored = await storedTokens(db)
      if (!stored) return null
      return stored.expiresAt - SOON_MS > now() ? stored.access : renew(stored.access)
    },
  }
}
