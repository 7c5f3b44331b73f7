// What goes wrong on a working day: an update, an ended session, a full phone, no place, somebody else's phone, GCJ-02.

import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { ADVERTS, PLACES } from './city'
import { chooseKind, fillIn, inStates, outboxOf, pressSend, readyForOffline, reportOnPhone, shoot, signIn, stored, toCamera, until, words } from './phone'
import { setting, theNew } from './setting'

const here = setting()
const place = PLACES.jiefang

/** What the page of the phone sends with. */
async function accessToken(page: Page): Promise<string> {
  const rows = await stored<{ key: string; value: { access: string } }>(page, 'kv')
  return rows.find((row) => row.key === 'tokens')!.value.access
}

/** A phone with little room, before anybody signs in: what the browser has counted by then it believes for long. */
async function smallPhone(page: Page) {
  const devtools = await page.context().newCDPSession(page)
  const origin = here.gateway.address
  const limit = (quotaSize: number) => devtools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize })
  await limit(40_000_000)
  return {
    /** Other apps' files, as it were: there is no room for another picture, nor for what is packed and cleared away later. */
    async fillUp(): Promise<void> {
      await fill(page)
      await limit(1_000_000)
    },
    async empty(): Promise<void> {
      await devtools.send('Storage.overrideQuotaForOrigin', { origin })
    },
  }
}

async function fill(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const asked = indexedDB.open('filler', 1)
      asked.onupgradeneeded = () => asked.result.createObjectStore('bytes', { autoIncrement: true })
      asked.onsuccess = () => resolve(asked.result)
      asked.onerror = () => reject(asked.error)
    })
    // Equal bytes would be packed to nothing.
    const noise = new Uint8Array(8_000_000)
    for (let at = 0; at < noise.length; at += 50_000) crypto.getRandomValues(noise.subarray(at, at + 50_000))
    const fits = (size: number) =>
      new Promise<boolean>((resolve) => {
        const writing = database.transaction('bytes', 'readwrite')
        writing.objectStore('bytes').add(noise.slice(0, size))
        writing.oncomplete = () => resolve(true)
        writing.onabort = () => resolve(false)
      })
    for (let size = noise.length; size > 4_000; size /= 2) while (await fits(size));
    database.close()
  })
}

describe('an update', () => {
  it('takes over with a draft and a waiting report, and neither is lost nor sent twice', async () => {
    const before = await here.city.reportedBy('inspector2')
    const page = await here.signedIn('inspector2', { place })
    await readyForOffline(page)
    await page.reload()
    here.gateway.spoil((method, path) => (method !== 'GET' && path.startsWith('/api/v1/photos/') ? 'unavailable' : null))
    await reportOnPhone(page, ADVERTS.word)
    await shoot(page)
    await chooseKind(page, ADVERTS.word)
    await page.getByLabel(words.report.description).fill('电线杆上，共三张')
    await until(() => outboxOf(page), (items) => items.some((item) => item.kind === 'report' && item.report.description === '电线杆上，共三张' && item.photos.length === 1))
    await page.goto('/m/me')
    await inStates(page, { draft: 1, waiting: 1 })

    here.gateway.bringNewApp()
    await page.getByRole('button', { name: words.me.lookForUpdate }).tap()
    await page.getByRole('button', { name: words.me.updateNow }).tap()
    await page.locator('meta[name=edition][content="2"]').waitFor({ state: 'attached' })
    const kept = await inStates(page, { draft: 1, waiting: 1 })

    here.gateway.heal()
    await page.goto('/m/report/outbox')
    await page.getByRole('button', { name: new RegExp(words.outbox.state.draft) }).tap()
    await page.getByRole('button', { name: words.outbox.do.continue }).tap()
    await pressSend(page)
    await inStates(page, { sent: 2 })
    const arrived = theNew(before, await here.city.reportedBy('inspector2'))
    expect(arrived.map((one) => one.id).sort()).toEqual(kept.map((item) => item.id).sort())
    expect(arrived.flatMap((one) => one.photos.map((photo) => photo.sha256)).sort()).toEqual(kept.flatMap((item) => item.photoHashes).sort())
    expect(arrived.some((one) => one.description === '电线杆上，共三张')).toBe(true)
  })
})

describe('a session that ended', () => {
  it('keeps a full outbox until the person has signed in again', async () => {
    const before = await here.city.reportedBy('inspector2')
    const page = await here.signedIn('inspector2', { place })
    await readyForOffline(page)
    await page.context().setOffline(true)
    for (let made = 0; made < 3; made++) await reportOnPhone(page, ADVERTS.word)
    const waiting = await inStates(page, { waiting: 3 })
    await here.city.endSession(await accessToken(page))

    await page.context().setOffline(false)
    await page.goto('/m/report/outbox')
    await page.getByText(words.outbox.pause['signed-out']).waitFor()
    expect(await inStates(page, { waiting: 3 })).toHaveLength(3)
    expect(theNew(before, await here.city.reportedBy('inspector2'))).toEqual([])

    await page.getByRole('link', { name: words.outbox.signIn }).tap()
    await fillIn(page, null, here.city.account('inspector2').password)
    await inStates(page, { sent: 3 })
    const arrived = theNew(before, await here.city.reportedBy('inspector2'))
    expect(arrived.map((one) => one.id).sort()).toEqual(waiting.map((item) => item.id).sort())
    expect(arrived.flatMap((one) => one.photos.map((photo) => photo.sha256)).sort()).toEqual(waiting.flatMap((item) => item.photoHashes).sort())
  })
})

describe('a full phone', () => {
  it('says so while the picture is still there, and loses nothing once there is room', async () => {
    const before = await here.city.reportedBy('inspector2')
    const page = await (await here.phone({ place })).newPage()
    const room = await smallPhone(page)
    await signIn(page, here.city.account('inspector2'))
    await readyForOffline(page)
    await room.fillUp()

    await toCamera(page)
    await shoot(page)
    await page.getByText(words.photo.notKept).first().waitFor()
    await chooseKind(page, ADVERTS.word)
    await until(() => page.getByText(words.photo.preparing).count(), (preparing) => preparing === 0)
    expect(await stored(page, 'photos')).toEqual([])

    await room.empty()
    // The browser takes a moment to see that there is room; a person taps again.
    await until(async () => {
      await page.getByRole('button', { name: words.photo.keepAgain }).tap({ timeout: 2_000 }).catch(() => undefined)
      return stored(page, 'photos')
    }, (photos) => photos.length === 1)
    await pressSend(page)
    const [item] = await inStates(page, { sent: 1 })
    const [arrived, ...more] = theNew(before, await here.city.reportedBy('inspector2'))
    expect(more).toEqual([])
    expect(arrived?.id).toBe(item!.id)
    expect(arrived?.photos.map((photo) => photo.sha256)).toEqual(item!.photoHashes)
    await here.city.expectBytes(item!.photoHashes[0]!)
  })

  it('sends what waits on it and what it cannot keep, each once, and says so when there is room', async () => {
    const before = await here.city.reportedBy('inspector2')
    const page = await (await here.phone({ place })).newPage()
    const room = await smallPhone(page)
    await signIn(page, here.city.account('inspector2'))
    await readyForOffline(page)
    await page.context().setOffline(true)
    for (let made = 0; made < 2; made++) await reportOnPhone(page, ADVERTS.word)
    const waiting = await inStates(page, { waiting: 2 })
    await room.fillUp()

    await shoot(page)
    await page.getByText(words.photo.notKept).first().waitFor()
    await chooseKind(page, ADVERTS.word)
    await page.getByRole('button', { name: words.report.sendNow, exact: true }).tap()
    await page.getByText(words.report.nowUnreached).waitFor()

    await page.context().setOffline(false)
    await until(async () => theNew(before, await here.city.reportedBy('inspector2')), (arrived) => arrived.length === 2)
    await page.getByRole('button', { name: words.report.sendNow, exact: true }).tap()
    const arrived = await until(async () => theNew(before, await here.city.reportedBy('inspector2')), (all) => all.length === 3)
    const fromMemory = arrived.find((one) => waiting.every((item) => item.id !== one.id))!
    await page.getByText(words.report.sentAs(fromMemory.number)).waitFor()
    expect(arrived.map((one) => one.photos.length)).toEqual([1, 1, 1])
    for (const one of arrived) {
      await here.city.expectBytes(one.photos[0]!.sha256)
      expect(here.gateway.count('PUT', `/api/v1/cases/${one.id}`)).toBe(1)
    }
    for (const item of waiting) expect(arrived.find((one) => one.id === item.id)?.photos.map((photo) => photo.sha256)).toEqual(item.photoHashes)

    await room.empty()
    await page.evaluate(() => void window.dispatchEvent(new Event('online')))
    await until(() => outboxOf(page), (items) => items.filter((item) => item.state === 'sent').length >= 2 && items.every((item) => item.state === 'sent'))
    expect(await stored(page, 'photos')).toEqual([])
  })
})

describe('the place', () => {
  it('refused: the pin is put by hand, and the case lies where the pin was', async () => {
    const page = await here.signedIn('inspector2', { allowed: ['camera'] })
    await page.getByRole('link', { name: words.app.tabReport, exact: true }).tap()
    await page.getByText(words.place.refused).waitFor()
    await shoot(page)
    await chooseKind(page, ADVERTS.word)
    await page.getByText(words.report.placeRefused).waitFor()
    await pressSend(page)
    await page.getByText(words.report.missing.position).waitFor()

    await page.getByRole('button', { name: words.report.movePin }).first().tap()
    const picker = page.getByRole('dialog', { name: words.report.pinTitle })
    const use = picker.getByRole('button', { name: words.report.pinDone })
    const map = picker.locator('canvas')
    await map.waitFor()
    await until(async () => {
      const box = (await map.boundingBox())!
      await page.touchscreen.tap(box.x + box.width / 2, box.y + box.height / 2)
      return use.isEnabled()
    }, (enabled) => enabled)
    await use.tap()
    await page.getByText(words.report.byPin).waitFor()
    await pressSend(page)

    const [item] = await inStates(page, { sent: 1 })
    const found = await here.city.theCase(item!.id)
    const chosen = item!.kind === 'report' ? item!.report.position! : null
    expect(found.position.raw.source).toBe('manual')
    expect(found.position.lon).toBeCloseTo(chosen!.lon, 6)
    expect(found.position.lat).toBeCloseTo(chosen!.lat, 6)
    expect(found.photos.map((photo) => photo.sha256)).toEqual(item!.photoHashes)
  })

  it('in GCJ-02 from a wrapper app lands in the right zone', async () => {
    // The place as the country's map apps give it, by the published formula: 390 m away, outside its zone.
    const gcj02 = { lon: 105.7380008964, lat: 34.5795625127 }
    const phone = await here.phone({ allowed: ['camera'] })
    await phone.addInitScript((position) => {
      window.xunchengWrapper = { position: () => Promise.resolve(position) }
    }, { ...gcj02, accuracy_m: 8, crs: 'gcj02' as const })
    const page = await phone.newPage()
    await signIn(page, here.city.account('inspector2'))
    await toCamera(page)
    await shoot(page)
    await chooseKind(page, ADVERTS.word)
    await page.getByText('解放路东段').first().waitFor()
    await pressSend(page)

    const [item] = await inStates(page, { sent: 1 })
    const found = await here.city.theCase(item!.id)
    expect(found.zone?.code).toBe(place.zone)
    expect(found.position.raw.crs).toBe('gcj02')
    expect(found.position.raw.lon).toBeCloseTo(gcj02.lon, 6)
    expect(found.position.raw.lat).toBeCloseTo(gcj02.lat, 6)
    expect(found.position.lon).toBeCloseTo(place.lon, 5)
    expect(found.position.lat).toBeCloseTo(place.lat, 5)
  })
})

describe('somebody else on the same phone', () => {
  it('sees nothing of it, and the first person finds everything again', async () => {
    const page = await here.signedIn('inspector1', { place })
    await readyForOffline(page)
    const first = here.city.account('inspector1')
    await toCamera(page)
    await shoot(page)
    await chooseKind(page, ADVERTS.word)
    await page.getByLabel(words.report.description).fill('只给一号看')
    await until(() => outboxOf(page), (items) => items.some((item) => item.kind === 'report' && item.report.description === '只给一号看' && item.photos.length === 1))
    const [draft] = await outboxOf(page)

    await page.goto('/m/me/leave')
    await page.getByRole('button', { name: words.me.leaveSignOut }).tap()
    await page.waitForURL('**/m/sign-in')
    await page.getByRole('button', { name: words.signIn.otherAccount }).tap()
    const second = here.city.account('inspector2')
    await fillIn(page, second.username, second.password)
    await page.waitForURL('**/m/work')
    for (const path of ['/m/report/outbox', '/m/work', '/m/me/storage']) {
      await page.goto(path)
      await page.getByRole('heading', { level: 1 }).waitFor()
      expect(await page.locator('body').innerText()).not.toContain('只给一号看')
    }
    expect(await outboxOf(page)).toEqual([])
    expect(await stored(page, 'photos')).toEqual([])

    await page.goto('/m/me/leave')
    await page.getByRole('button', { name: words.me.leaveSignOut }).tap()
    await page.waitForURL('**/m/sign-in')
    await page.getByRole('button', { name: new RegExp('一号') }).first().tap()
    await fillIn(page, null, first.password)
    await page.waitForURL('**/m/work')
    expect(await inStates(page, { draft: 1 })).toMatchObject([{ id: draft!.id, photoHashes: draft!.photoHashes }])
  })
})
