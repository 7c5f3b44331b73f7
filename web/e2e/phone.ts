// A phone in Chromium: its screen, camera and place, signing in, the steps many tests take, and what is kept on it.

import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import type { OutboxItem } from '@/phone/db/outbox'
import { zh as w } from '@/words/zh'
import type { Account } from './server'
import type { Place } from './city'

export const words = w

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--enable-unsafe-swiftshader',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
]

export const SCREEN = { width: 390, height: 844 }
/** A busy machine is slow; what has not come by then does not come. */
export const PATIENCE_MS = 30_000

export function startBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: process.env.XUNCHENG_CHROMIUM ?? '/usr/bin/chromium', headless: true, args: FLAGS })
}

export interface PhoneOptions {
  place?: Place | null
  /** The person has said yes to these. */
  allowed?: ('camera' | 'geolocation')[]
  dark?: boolean
}

export async function takePhone(browser: Browser, address: string, options: PhoneOptions = {}): Promise<BrowserContext> {
  const { place = null, allowed = ['camera', 'geolocation'], dark = false } = options
  const phone = await browser.newContext({
    baseURL: address,
    viewport: SCREEN,
    deviceScaleFactor: 2,
    isMobile: true,
    hasTouch: true,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    colorScheme: dark ? 'dark' : 'light',
    permissions: allowed,
    ...(place ? { geolocation: { longitude: place.lon, latitude: place.lat, accuracy: 8 } } : {}),
  })
  phone.setDefaultTimeout(PATIENCE_MS)
  await phone.addInitScript(everyFrameIsAnotherScene)
  return phone
}

/** The browser's camera shows the same frames in every page; the server would know the second photo again. */
function everyFrameIsAnotherScene(): void {
  const draw = CanvasRenderingContext2D.prototype.drawImage as (...args: unknown[]) => void
  CanvasRenderingContext2D.prototype.drawImage = function (this: CanvasRenderingContext2D, ...args: unknown[]) {
    draw.apply(this, args)
    if (!(args[0] instanceof HTMLVideoElement)) return
    const side = this.canvas.width / 8
    for (let cell = 0; cell < 24; cell++) {
      this.fillStyle = `hsl(${Math.random() * 360} 80% ${20 + Math.random() * 60}%)`
      this.fillRect(Math.floor(Math.random() * 8) * side, Math.floor(Math.random() * 6) * side, side, side)
    }
  } as typeof CanvasRenderingContext2D.prototype.drawImage
}

export async function signIn(page: Page, { username, password }: Account): Promise<void> {
  await page.goto('/m/sign-in')
  await fillIn(page, username, password)
  await page.waitForURL('**/m/work')
}

export async function fillIn(page: Page, username: string | null, password: string): Promise<void> {
  if (username !== null) await page.locator('input[name=username]').fill(username)
  await page.locator('input[name=password]').fill(password)
  await page.getByRole('button', { name: words.signIn.submit, exact: true }).click()
}

/** Everything the street needs is on the phone: the app itself, zones and categories. */
export async function readyForOffline(page: Page): Promise<void> {
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null)
  await until(async () => (await stored<{ name: string }>(page, 'reference')).length, (count) => count >= 6)
}

/** From any page with tabs: the camera is open and knows where it is. */
export async function toCamera(page: Page): Promise<void> {
  await page.getByRole('link', { name: words.app.tabReport, exact: true }).tap()
  await page.getByText(words.report.accuracy(8)).waitFor()
}

export async function shoot(page: Page): Promise<void> {
  await page.getByRole('button', { name: words.photo.shutter }).tap()
}

export async function pickPhoto(page: Page, bytes: Uint8Array, name = 'IMG 0001（1）.jpg'): Promise<void> {
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: words.photo.album }).tap()
  await (await chooser).setFiles({ name, mimeType: 'image/jpeg', buffer: Buffer.from(bytes) })
}

export async function chooseKind(page: Page, word: string): Promise<void> {
  await page.getByRole('button', { name: word }).first().tap()
  await page.getByRole('heading', { name: words.report.sheet }).waitFor()
}

export async function pressSend(page: Page): Promise<void> {
  await page.getByRole('button', { name: words.report.send, exact: true }).tap()
}

/** At the form of handling, which begins with the camera. */
export async function fillHandling(page: Page, note: string): Promise<void> {
  await shoot(page)
  await page.getByRole('img', { name: words.photo.number(1) }).waitFor()
  await page.getByRole('textbox', { name: new RegExp(words.handle.note) }).fill(note)
}

/** The button under the form of an action. */
export async function submit(page: Page, action: string): Promise<void> {
  await page.getByRole('button', { name: words.handle.submitNow(action), exact: true }).tap()
}

/** A whole report, up to "send". */
export async function reportOnPhone(page: Page, kind: string): Promise<void> {
  await page.goto('/m/work')
  await toCamera(page)
  await shoot(page)
  await chooseKind(page, kind)
  await pressSend(page)
  await page.getByRole('button', { name: words.photo.shutter }).waitFor()
}

export async function outboxOf(page: Page): Promise<OutboxItem[]> {
  return stored<OutboxItem>(page, 'outbox')
}

export async function inStates(page: Page, states: Partial<Record<OutboxItem['state'], number>>): Promise<OutboxItem[]> {
  const counted = (items: OutboxItem[]) => {
    const counts: Partial<Record<OutboxItem['state'], number>> = {}
    for (const { state } of items) counts[state] = (counts[state] ?? 0) + 1
    return counts
  }
  return until(() => outboxOf(page), (items) => JSON.stringify(Object.entries(counted(items)).sort()) === JSON.stringify(Object.entries(states).sort()))
}

/** Rows of a table of the person who is here, read past the app. */
export async function stored<T>(page: Page, table: string, user?: string): Promise<T[]> {
  return page.evaluate(
    async ([name, of]) => {
      const open = (database: string) =>
        new Promise<IDBDatabase>((resolve, reject) => {
          const asked = indexedDB.open(database)
          asked.onsuccess = () => resolve(asked.result)
          asked.onerror = () => reject(asked.error)
        })
      const all = (database: IDBDatabase, from: string) =>
        new Promise<unknown[]>((resolve, reject) => {
          const asked = database.transaction(from).objectStore(from).getAll()
          asked.onsuccess = () => resolve(asked.result as unknown[])
          asked.onerror = () => reject(asked.error)
        })
      const device = await open('xuncheng-phone')
      const rows = (await all(device, 'kv')) as { key: string; value: string }[]
      device.close()
      const person = await open(`xuncheng-phone-${of ?? rows.find((row) => row.key === 'user')?.value}`)
      try {
        return (await all(person, name!)) as never
      } finally {
        person.close()
      }
    },
    [table, user] as const,
  )
}

/** Looks until it is so, and fails with what was seen last. */
export async function until<T>(look: () => Promise<T>, isSo: (seen: T) => boolean, patience = PATIENCE_MS): Promise<T> {
  const end = Date.now() + patience
  for (;;) {
    const seen = await look()
    if (isSo(seen)) return seen
    if (Date.now() > end) throw new Error(`did not come about; seen last: ${JSON.stringify(seen)?.slice(0, 2_000)}`)
    await new Promise((again) => setTimeout(again, 150))
  }
}
