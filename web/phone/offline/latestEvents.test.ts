// A case that was talked to death stays small on the phone.

import { describe, expect, it } from 'vitest'
import type { Client } from '@/api/client'
import { latestEvents, MOST_EVENTS } from './latestEvents'

describe('the events a phone keeps', () => {
  it('asks for one page, the newest, and has them in order', async () => {
    const asked: object[] = []
    const get = async (_: string, call: { query: { limit: number; sort: string } }) => {
      asked.push(call.query)
      return { items: Array.from({ length: call.query.limit }, (_, i) => ({ seq: 1_351 - i })), next_cursor: 'more' }
    }
    const events = await latestEvents({ get } as unknown as Client, 'a')
    expect(asked).toEqual([{ sort: '-seq', limit: MOST_EVENTS }])
    expect([events[0]!.seq, events.at(-1)!.seq, events.length]).toEqual([1_152, 1_351, 200])
  })
})
