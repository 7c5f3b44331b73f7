// Reporting from the street: in four taps, without network, through a crash in the middle, and from two tabs.

import { describe, expect, it } from 'vitest'
import type { Case } from '@/api/types'
import { ADVERTS, PLACES, freshPhoto, type City } from './city'
import { chooseKind, inStates, outboxOf, pickPhoto, pressSend, readyForOffline, reportOnPhone, shoot, stored, toCamera, until, words } from './phone'
import { setting, theNew } from './setting'

const here = setting()
const place = PLACES.jiefang

/** What the phone held is what the server has: as many cases, and every photo byte for byte. */
async function expectArrived(city: City, username: string, before: Case[], phone: { id: string; photoHashes: string[] }[]): Promise<void> {
  const arrived = theNew(before, await city.reportedBy(username))
  expect(arrived.map((one) => one.id).sort()).toEqual(phone.map((item) => item.id).sort())
  for (const item of phone) {
    const found = arrived.find((one) => one.id === item.id)!
    expect(found.photos.map((photo) => photo.sha256).sort()).toEqual([...item.photoHashes].sort())
    for (const sha256 of item.photoHashes) await city.expectBytes(sha256)
  }
}

describe('a report', () => {
  it('is sent in four taps: camera, shutter, kind, send', async () => {
    const before = await here.city.reportedBy('inspector1')
    const page = await here.signedIn('inspector1', { place })
    await readyForOffline(page)

    await toCamera(page)
    await shoot(page)
    await chooseKind(page, ADVERTS.word)
    await pressSend(page)

    const [item] = await inStates(page, { sent: 1 })
    await expectArrived(here.city, 'inspector1', before, [item!])
    const found = await here.city.theCase(item!.id)
    expect(found.zone?.code).toBe(place.zone)
    expect(found.department?.code).toBe(ADVERTS.department)
    expect(found.position.raw.source).toBe('device')
    await page.getByText(words.report.sentAs(found.number)).waitFor()
    expect(await stored(page, 'photos')).toEqual([])
  })

  it('takes a picked photo with its EXIF, as the picker names it', async () => {
    const before = await here.city.reportedBy('inspector1')
    const page = await here.signedIn('inspector1', { place })

    await toCamera(page)
    await pickPhoto(page, await freshPhoto('illegal-adverts-before'), '微信图片_2026 (1).JPG')
    await chooseKind(page, ADVERTS.word)
    await pressSend(page)

    const [item] = await inStates(page, { sent: 1 })
    await expectArrived(here.city, 'inspector1', before, [item!])
    const found = await here.city.theCase(item!.id)
    expect(Date.parse(found.photos[0]?.taken_at ?? '')).toBe(Date.parse('2026-03-02T09:00:00+08:00'))
    expect(found.photos[0]?.position?.lon).toBeCloseTo(105.7340516, 4)
  })

  it('made without network is sent once when it is back, although the app was reloaded meanwhile', async () => {
    const before = await here.city.reportedBy('inspector1')
    const page = await here.signedIn('inspector1', { place })
    await readyForOffline(page)
    await page.context().setOffline(true)

    await reportOnPhone(page, ADVERTS.word)
    const [waiting] = await inStates(page, { waiting: 1 })
    await page.reload()
    await page.goto('/m/report/outbox')
    await page.getByRole('heading', { name: words.outbox.group.waiting }).waitFor()
    expect(theNew(before, await here.city.reportedBy('inspector1'))).toEqual([])

    await page.context().setOffline(false)
    await inStates(page, { sent: 1 })
    await expectArrived(here.city, 'inspector1', before, [waiting!])
    expect(here.gateway.count('PUT', `/api/v1/cases/${waiting!.id}`)).toBe(1)
  })

  it('whose page dies in the middle of the upload is sent once from the next one', async () => {
    const before = await here.city.reportedBy('inspector1')
    const page = await here.signedIn('inspector1', { place })
    here.gateway.spoil((method, path) => (method === 'PUT' && path.startsWith('/api/v1/photos/') ? 'held' : null))
    const holding = here.gateway.holding()
    await reportOnPhone(page, ADVERTS.word)
    await holding
    const [sending] = await inStates(page, { sending: 1 })

    const devtools = await page.context().newCDPSession(page)
    const crashed = page.waitForEvent('crash')
    void devtools.send('Page.crash').catch(() => undefined)
    await crashed
    await page.close()
    here.gateway.heal()

    const again = await page.context().newPage()
    await again.goto('/m/report/outbox')
    await inStates(again, { sent: 1 })
    await expectArrived(here.city, 'inspector1', before, [sending!])
  })

  it('from each of two tabs goes once, although both wake up together', async () => {
    const before = await here.city.reportedBy('inspector1')
    const one = await here.signedIn('inspector1', { place })
    await readyForOffline(one)
    const other = await one.context().newPage()
    await other.goto('/m/work')
    await one.context().setOffline(true)
    for (const page of [one, other, one, other]) {
      await page.bringToFront()
      await reportOnPhone(page, ADVERTS.word)
    }
    const waiting = await inStates(one, { waiting: 4 })
    expect(await outboxOf(other)).toEqual(waiting)

    await one.context().setOffline(false)
    await inStates(other, { sent: 4 })
    await expectArrived(here.city, 'inspector1', before, waiting)
    for (const item of waiting) {
      expect(here.gateway.count('PUT', `/api/v1/cases/${item.id}`)).toBe(1)
      for (const sha256 of item.photoHashes) expect(here.gateway.count('PUT', `/api/v1/photos/${sha256}`)).toBe(1)
    }
    await until(() => stored(one, 'photos'), (left) => left.length === 0)
  })
})

describe('a problem that is a case already', () => {
  it('is added to that case as a comment with its photo, and makes no second one', async () => {
    const known = await here.city.report('inspector2', PLACES.zhongxin)
    const before = await here.city.reportedBy('inspector1')
    const page = await here.signedIn('inspector1', { place: PLACES.zhongxin })
    await toCamera(page)
    await shoot(page)
    await chooseKind(page, ADVERTS.word)
    await page.getByRole('button', { name: words.report.isThisLabel(known.number) }).tap()
    await page.getByRole('button', { name: words.report.joinYes, exact: true }).tap()

    const [comment] = await inStates(page, { sent: 1 })
    expect(comment).toMatchObject({ kind: 'action', action: 'comment', caseId: known.id })
    const joined = await here.city.theCase(known.id)
    expect(joined.photos.map((photo) => photo.sha256)).toEqual(expect.arrayContaining(comment!.photoHashes))
    expect(comment!.photoHashes).toHaveLength(1)
    await here.city.expectBytes(comment!.photoHashes[0]!)
    const told = (await here.city.events(known.id)).at(-1)
    expect(told).toMatchObject({ action: 'comment', data: { text: words.report.joinComment } })
    expect(theNew(before, await here.city.reportedBy('inspector1'))).toEqual([])
    expect(here.gateway.count('PUT', /^\/api\/v1\/cases\//)).toBe(0)
  })
})
