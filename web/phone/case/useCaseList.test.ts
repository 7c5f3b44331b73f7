// A list is there at once from the phone, and anew from the server; without network it says so and stays.

import { beforeEach, describe, expect, it, vi } from 'vitest'
import { SignedOut } from '@/api/problem'
import { aCase } from '@/api/sample'
import { zh } from '@/words/zh'
import type { Question } from '../offline/work'
import { listName, refreshList } from '../offline/work'
import { aPerson, inScope } from './testing'
import { useCaseList } from './useCaseList'

const MINE: Question = { assigned_to_me: true, sort: 'deadline_at' }

let person = aPerson()
vi.mock('@/phone/session', () => ({ useSession: () => ({ here: () => person }) }))
// No page is mounted here, and its events are not what this is about.
vi.mock('vue', async (load) => ({ ...(await load<typeof import('vue')>()), onMounted: () => undefined, onBeforeUnmount: () => undefined }))

beforeEach(() => {
  person = aPerson()
})

const open = (question: () => Question | null = () => MINE) => inScope(() => useCaseList(question)).used
const shown = (list: ReturnType<typeof open>) => list.list.value.cases.map((one) => one.id)

describe('a list of cases', () => {
  it('comes from the server and is kept', async () => {
    person.server.cases = [aCase({ id: 'a' }), aCase({ id: 'b' })]
    const list = open()
    await vi.waitFor(() => expect(shown(list)).toEqual(['a', 'b']))
    expect(list.offline.value).toBe(false)
    expect(await person.db.lists.get(listName(MINE))).toMatchObject({ ids: ['a', 'b'] })
  })

  it('is there without network, with its age', async () => {
    person.server.cases = [aCase({ id: 'a' })]
    await refreshList(person.db, person.client, MINE, 1_000)
    person.server.online = false
    const list = open()
    await vi.waitFor(() => expect(list.offline.value).toBe(true))
    expect(shown(list)).toEqual(['a'])
    expect(list.list.value.fetchedAt).toBe(1_000)
    expect(list.problem.value).toBeNull()
  })

  it('is there when the session has ended, and does not blame the network', async () => {
    person.server.cases = [aCase({ id: 'a' })]
    await refreshList(person.db, person.client, MINE, 1_000)
    vi.spyOn(person.client, 'get').mockRejectedValue(new SignedOut('no session'))
    const list = open()
    await vi.waitFor(() => expect(list.problem.value).toBe(zh.problem.signedOut))
    expect(list.offline.value).toBe(false)
    expect(shown(list)).toEqual(['a'])
  })

  it('is asked for again when something of the person’s own has arrived', async () => {
    person.server.cases = [aCase({ id: 'a' })]
    const list = open()
    await vi.waitFor(() => expect(shown(list)).toEqual(['a']))
    person.server.cases = []
    await person.db.outbox.add({ id: 'item', kind: 'action', caseId: 'a', state: 'sent', sentAt: Date.now() + 1, photoHashes: [] } as never)
    await vi.waitFor(() => expect(shown(list)).toEqual([]))
  })

  it('asks once more when it was asked in the middle of an answer, not once for each', async () => {
    person.server.cases = [aCase({ id: 'a' })]
    const list = open()
    await vi.waitFor(() => expect(list.busy.value).toBe(false))
    person.server.asked.length = 0
    await Promise.all([list.refresh(), list.refresh(), list.refresh()])
    await vi.waitFor(() => expect(list.busy.value).toBe(false))
    expect(person.server.asked.filter((path) => path === '/api/v1/cases')).toHaveLength(2)
  })

  it('asks nothing while there is no question', async () => {
    const list = open(() => null)
    await list.refresh()
    await list.more()
    expect(person.server.asked).toEqual([])
    expect(list.list.value.fetchedAt).toBeNull()
  })
})
