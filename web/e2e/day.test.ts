// The README's walk, "A case on the phone": reported, handled and verified by three people on three phones, with the
// network and without. What each of them does, they do from the lists they see.

import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import type { Case } from '@/api/types'
import { ADVERTS, PLACES, freshPhoto } from './city'
import { chooseKind, fillHandling, inStates, pickPhoto, pressSend, readyForOffline, submit, toCamera, words } from './phone'
import { setting } from './setting'

const here = setting()
const place = PLACES.jiefang

/** The newest is the first of all the person's cases; those due before it come first under "mine". */
async function openFromList(page: Page, of: Case): Promise<void> {
  await page.goto('/m/work/all')
  await page.getByRole('button', { name: words.case_.refresh }).tap()
  await page.locator(`a[href="/m/case/${of.id}"]`).tap()
  await page.getByText(of.number).first().waitFor()
}

describe.each([
  ['with the network', false],
  ['without the network', true],
])('a case %s', (_, offline) => {
  it('is reported in four taps, handled by the department and verified by somebody else', async () => {
    const inspector = await here.signedIn('inspector1', { place })
    const handler = await here.signedIn(`handler-${ADVERTS.department}`, { place })
    const verifier = await here.signedIn('inspector2', { place })
    for (const page of [inspector, handler, verifier]) await readyForOffline(page)
    const away = async (page: Page) => void (offline && (await page.context().setOffline(true)))
    const back = async (page: Page, sent: number) => {
      if (offline) await inStates(page, { waiting: 1, ...(sent > 1 ? { sent: sent - 1 } : {}) })
      await page.context().setOffline(false)
      return inStates(page, { sent })
    }

    await away(inspector)
    await toCamera(inspector)
    await pickPhoto(inspector, await freshPhoto('illegal-adverts-before'))
    await chooseKind(inspector, ADVERTS.word)
    await inspector.getByText('解放路东段').first().waitFor()
    await pressSend(inspector)
    const [report] = await back(inspector, 1)
    const reported = await here.city.theCase(report!.id)
    expect(reported).toMatchObject({ state: 'dispatched', zone: { code: place.zone }, department: { code: ADVERTS.department } })

    await openFromList(handler, reported)
    await away(handler)
    await handler.getByRole('button', { name: words.case_.action.handle, exact: true }).tap()
    await fillHandling(handler, '已清理干净')
    await submit(handler, words.handle.title)
    await back(handler, 1)
    expect(await here.city.theCase(reported.id)).toMatchObject({ state: 'handled' })

    await openFromList(verifier, reported)
    await away(verifier)
    await verifier.getByRole('button', { name: words.case_.verify, exact: true }).tap()
    await verifier.getByText(words.verify.pass, { exact: true }).tap()
    await submit(verifier, words.case_.action.verify_pass)
    await back(verifier, 1)
    const closed = await here.city.theCase(reported.id)
    expect(closed).toMatchObject({ state: 'closed', on_time: true })
    expect((await here.city.events(closed.id)).map((event) => event.action)).toEqual(['report', 'dispatch', 'handle', 'verify_pass'])
    for (const photo of closed.photos) await here.city.expectBytes(photo.sha256)
  })
})
