// A case on the street: handled with the old picture over the new one, verified, sent back, and decided at the same
// time as somebody else.

import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import type { Case } from '@/api/types'
import { PLACES } from './city'
import { fillHandling, inStates, outboxOf, readyForOffline, stored, submit, until, words } from './phone'
import { setting } from './setting'

const here = setting()
const place = PLACES.songlin
const HANDLER = 'handler-chengguan'

async function open(page: Page, of: Case, action: string): Promise<void> {
  await page.goto(`/m/case/${of.id}`)
  await page.getByRole('button', { name: action, exact: true }).tap()
}

async function verify(page: Page, of: Case, result: 'pass' | 'fail', reason = ''): Promise<void> {
  await open(page, of, words.case_.verify)
  await page.getByText(words.verify[result], { exact: true }).tap()
  if (reason) await page.getByRole('textbox', { name: new RegExp(words.verify.failReason) }).fill(reason)
  await submit(page, words.case_.action[result === 'pass' ? 'verify_pass' : 'verify_fail'])
}

async function expectAfterPhotos(id: string, hashes: string[]): Promise<void> {
  const stored = await here.city.theCase(id)
  expect(stored.photos.filter((photo) => photo.role === 'after').map((photo) => photo.sha256)).toEqual(hashes)
  for (const sha256 of hashes) await here.city.expectBytes(sha256)
}

describe('handling on site', () => {
  it('lays the old picture over the camera and brings the new one to the server, without network too', async () => {
    const of = await here.city.report('inspector1', place)
    const page = await here.signedIn(HANDLER, { place })
    await readyForOffline(page)
    await page.getByRole('link', { name: new RegExp(of.category.name) }).first().waitFor()

    await open(page, of, words.case_.action.handle)
    const overlay = page.getByRole('img', { name: words.photo.overlay })
    await overlay.waitFor()
    expect(Number(await overlay.evaluate((image) => getComputedStyle(image).opacity))).toBeGreaterThan(0)
    expect(await overlay.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth))).toBeGreaterThan(0)
    await page.context().setOffline(true)
    await fillHandling(page, '已清理干净')
    await submit(page, words.handle.title)
    const [waiting] = await inStates(page, { waiting: 1 })
    expect((await here.city.theCase(of.id)).version).toBe(of.version)

    await page.context().setOffline(false)
    await inStates(page, { sent: 1 })
    expect((await here.city.theCase(of.id)).state).toBe('handled')
    await expectAfterPhotos(of.id, waiting!.photoHashes)
    expect((await here.city.events(of.id)).filter((event) => event.action === 'handle')).toHaveLength(1)
  })
})

describe('verifying', () => {
  it('fails, goes a second round, and passes', async () => {
    const reported = await here.city.report('inspector1', place)
    const handled = await here.city.handle(HANDLER, reported)
    const page = await here.signedIn('inspector1', { place })

    await verify(page, handled, 'fail', '墙面仍有残留')
    await inStates(page, { sent: 1 })
    const back = await here.city.theCase(reported.id)
    expect(back).toMatchObject({ state: 'dispatched', rework_count: 1 })

    const again = await here.city.handle(HANDLER, back)
    await page.goto('/m/work')
    await verify(page, again, 'pass')
    await inStates(page, { sent: 2 })
    const closed = await here.city.theCase(reported.id)
    expect(closed).toMatchObject({ state: 'closed', rework_count: 1 })
    expect(closed.photos.filter((photo) => photo.role === 'after')).toHaveLength(2)
    const told = (await here.city.events(reported.id)).map((event) => event.action)
    expect(told.filter((action) => action.startsWith('verify_'))).toEqual(['verify_fail', 'verify_pass'])
  })
})

describe('two decisions at once', () => {
  it('shows what came between, loses nothing, and is redone when the person says so', async () => {
    const of = await here.city.report('inspector1', place)
    const page = await here.signedIn(HANDLER, { place })
    await readyForOffline(page)
    await open(page, of, words.case_.action.handle)
    await page.getByRole('img', { name: words.photo.overlay }).waitFor()
    await page.context().setOffline(true)
    await fillHandling(page, '已清理')
    await submit(page, words.handle.title)
    const [waiting] = await inStates(page, { waiting: 1 })
    await here.city.act('inspector1', of, 'comment', { text: '又多了三张' })

    await page.context().setOffline(false)
    const [conflict] = await inStates(page, { conflict: 1 })
    expect(conflict!.photoHashes).toEqual(waiting!.photoHashes)
    expect(await stored(page, 'photos')).toHaveLength(1)
    await page.goto(`/m/case/${of.id}`)
    await page.getByText(words.case_.conflictWhat).waitFor()
    await page.getByText('又多了三张').first().waitFor()
    expect((await here.city.theCase(of.id)).state).not.toBe('handled')

    await page.getByRole('button', { name: words.case_.redo }).tap()
    await inStates(page, { sent: 1 })
    expect((await here.city.theCase(of.id)).state).toBe('handled')
    await expectAfterPhotos(of.id, waiting!.photoHashes)
    await until(() => outboxOf(page), ([item]) => item?.kind === 'action' && item.expectedVersion === of.version + 1)
  })
})
