// @vitest-environment node
// What is being written goes on from the version the person sees; what is on its way stays as it was sent.

import { beforeEach, expect, it } from 'vitest'
import { UserDatabase } from '../../db/user'
import { uuidv7 } from '../../db/uuid'
import { moveTo, queue } from './commands'
import { newAction } from './items'
import type { ActionItem } from '../../db/outbox'

let db: UserDatabase
let item: ActionItem

beforeEach(async () => {
  db = new UserDatabase(uuidv7())
  item = await newAction(db, { caseId: uuidv7(), caseNumber: '20261121-0001', action: 'comment', expectedVersion: 3, body: { text: '现场有人' } })
})

const version = async () => ((await db.outbox.get(item.id)) as ActionItem).expectedVersion

it('takes a draft to the version that is shown, never back', async () => {
  await moveTo(db, item.id, 5)
  expect(await version()).toBe(5)
  await moveTo(db, item.id, 4)
  expect(await version()).toBe(5)
})

it('takes a refused one too, and keeps its words and its key', async () => {
  await db.outbox.update(item.id, { state: 'refused' })
  await moveTo(db, item.id, 6)
  expect(await db.outbox.get(item.id)).toMatchObject({ expectedVersion: 6, key: item.key, body: { text: '现场有人' } })
})

it('leaves what is on its way alone', async () => {
  await queue(db, item.id)
  await expect(moveTo(db, item.id, 9)).rejects.toThrow('not being written')
  expect(await version()).toBe(3)
})
