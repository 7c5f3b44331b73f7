// How quick the app is on a cheap phone in a weak network, as a table for docs/performance.md: npm run measure
// Chromium slows its processor and its network down; everything else is real. Nothing else should run meanwhile.

import { readFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { ADVERTS, PLACES, freshPhoto, openCity, type City } from './city'
import { openGateway, type Gateway } from './gateway'
import { chooseKind, inStates, pressSend, readyForOffline, shoot, signIn, startBrowser, stored, takePhone, toCamera, until, words } from './phone'
import { makeCases } from './pages'
import { startServer, type Account } from './server'

const SLOW = { cpu: 4, bytesPerSecond: (1.6 * 1024 * 1024) / 8, latencyMs: 150 }
const TIMES = 9

/** `npm run measure -- 50` tries it with fewer waiting reports. */
export async function main([many = '500']: string[]): Promise<void> {
  const server = await startServer()
  const gateway = await openGateway(server.address)
  const browser = await startBrowser()
  try {
    const city = openCity(server.address, server.accounts)
    say([['', 'wanted', 'measured'], ['---', '---', '---']])
    say([['First load, scripts and styles, gzip', '≤ 180 KB', kilobytes(await firstLoad())]])
    say(await starts(browser, gateway, city))
    say(await taps(browser, gateway, city.account('inspector1')))
    say(await waiting(browser, gateway, city, Number(many)))
  } finally {
    await browser.close()
    await gateway.close()
    await server.stop()
  }
}

/** As soon as it is known: the last row takes minutes. */
function say(rows: string[][]): void {
  for (const row of rows) console.log(`| ${row.join(' | ')} |`)
}

const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(1)} KB`
const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`
const median = (values: number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN

/** A new window makes Chromium load parts of its own; on a phone the app is opened from the home screen. */
const WINDOW_READY_MS = 3_000

async function slow(page: Page): Promise<void> {
  await page.waitForTimeout(WINDOW_READY_MS)
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Network.enable')
  await devtools.send('Network.emulateNetworkConditions', { offline: false, latency: SLOW.latencyMs, downloadThroughput: SLOW.bytesPerSecond, uploadThroughput: SLOW.bytesPerSecond })
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOW.cpu })
}

/** What the first page names, and what that imports at once: all that stands between the address and the first page. */
async function firstLoad(): Promise<number> {
  const folder = fileURLToPath(new URL('../dist/phone', import.meta.url))
  const waiting = [...(await readFile(`${folder}/index.html`, 'utf8')).matchAll(/(?:src|href)="\/m\/(assets\/[^"]+\.(?:js|css))"/g)].map((found) => found[1]!)
  const seen = new Map<string, number>()
  for (let name = waiting.pop(); name; name = waiting.pop()) {
    if (seen.has(name)) continue
    const text = await readFile(`${folder}/${name}`)
    seen.set(name, gzipSync(text).length)
    if (name.endsWith('.js')) for (const found of text.toString().matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g)) waiting.push(`assets/${found[1]}`)
  }
  return [...seen.values()].reduce((sum, bytes) => sum + bytes, 0)
}

/** Timed in the page itself, at the picture after the thing has come: asking from outside takes a slow phone's time. */
async function usable(page: Page, path: string, selector: string): Promise<number> {
  await page.addInitScript((wanted) => {
    const watcher = new MutationObserver(() => {
      if (!document.querySelector(wanted)) return
      watcher.disconnect()
      requestAnimationFrame(() => setTimeout(() => Object.assign(window, { usableAt: performance.now() })))
    })
    watcher.observe(document, { childList: true, subtree: true })
  }, selector)
  await page.goto(path, { waitUntil: 'commit' })
  return (await page.waitForFunction(() => (window as { usableAt?: number }).usableAt)).jsonValue() as Promise<number>
}

const SIGN_IN = 'button[type=submit]'
const CASE = '.rows a'

/** From the address to the first page one can use: nothing on the phone; then with everything on it. */
async function starts(browser: Browser, gateway: Gateway, city: City): Promise<string[][]> {
  const cold: number[] = []
  const warm: number[] = []
  for (let time = 0; time < TIMES; time++) {
    const phone = await takePhone(browser, gateway.address, { place: PLACES.jiefang })
    const page = await phone.newPage()
    await slow(page)
    cold.push(await usable(page, '/m/', SIGN_IN))
    await phone.close()
  }
  const phone = await takePhone(browser, gateway.address, { place: PLACES.jiefang })
  const first = await phone.newPage()
  await makeCases(city)
  await signIn(first, city.account('inspector2'))
  await readyForOffline(first)
  await first.locator(CASE).first().waitFor()
  await first.close()
  for (let time = 0; time < TIMES; time++) {
    const page = await phone.newPage()
    await slow(page)
    warm.push(await usable(page, '/m/', CASE))
    await page.close()
  }
  await phone.close()
  return [
    ['Sign-in usable, nothing on the phone (CPU 4× slower, 1.6 Mbit/s, 150 ms)', '< 4 s', seconds(median(cold))],
    ['Work list usable, second start (the same)', '< 1 s', seconds(median(warm))],
  ]
}

/** Before they tap, people look; the map is there by then. */
const LOOKS_MS = 1_500

/** From the finger to the next picture on the screen, as the browser itself times it. */
async function taps(browser: Browser, gateway: Gateway, account: Account): Promise<string[][]> {
  const phone = await takePhone(browser, gateway.address, { place: PLACES.jiefang })
  const page = await phone.newPage()
  await signIn(page, account)
  await readyForOffline(page)
  await page.goto('/m/work')
  await slow(page)
  await page.evaluate(() => {
    const times: number[] = []
    new PerformanceObserver((list) => times.push(...list.getEntries().map((entry) => entry.duration))).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit)
    Object.assign(window, { tapTimes: times })
  })
  const tab = (name: string) => () => page.getByRole('link', { name }).first().tap()
  const steps: [string, () => Promise<unknown>][] = [
    ['patrol', tab(words.app.tabPatrol)],
    ['outbox', tab(words.app.tabOutbox)],
    ['me', tab(words.app.tabMe)],
    ['work list', tab(words.app.tabWork)],
    ['camera', () => toCamera(page)],
    ['shutter', async () => (await shoot(page), page.getByRole('heading', { name: words.report.whichCategory }).waitFor())],
    ['kind', () => chooseKind(page, ADVERTS.word)],
    ['send', async () => (await pressSend(page), inStates(page, { sent: 1 }))],
  ]
  const slowest: [string, number][] = []
  for (const [name, step] of steps) {
    await step()
    await page.waitForLoadState('networkidle')
    await page.waitForTimeout(LOOKS_MS)
    const times = await page.evaluate(() => (window as unknown as { tapTimes: number[] }).tapTimes.splice(0))
    slowest.push([name, Math.max(16, ...times)])
  }
  await phone.close()
  const list = slowest.map(([name, ms]) => `${name} ${ms} ms`).join(', ')
  return [['A tap is answered by the next picture (CPU 4× slower)', '≤ 100 ms', `median ${median(slowest.map(([, ms]) => ms))} ms: ${list}`]]
}

/** A long time without network: the list with all of it, and every one at the server afterwards. */
async function waiting(browser: Browser, gateway: Gateway, city: City, many: number): Promise<string[][]> {
  const username = 'inspector2'
  const phone = await takePhone(browser, gateway.address, { place: PLACES.jiefang })
  const page = await phone.newPage()
  await signIn(page, city.account(username))
  await readyForOffline(page)
  const before = (await city.reportedBy(username)).length
  await phone.setOffline(true)
  await fill(page, many)
  await page.goto('/m/report/outbox')
  await page.getByText(words.outbox.summary(many), { exact: true }).waitFor()
  const scrolled = await scrolling(page)
  const begun = Date.now()
  await phone.setOffline(false)
  await until(() => stored<{ state: string }>(page, 'outbox').then((items) => items.filter((item) => item.state === 'sent').length), (sent) => sent === many, 30 * 60_000)
  const took = Date.now() - begun
  const arrived = (await city.reportedBy(username)).length - before
  await phone.close()
  return [
    [`${many} waiting reports with photos: slowest frame while scrolling (CPU 4× slower)`, 'no jank', `${scrolled.slowest.toFixed(0)} ms; ${scrolled.late} of ${scrolled.frames} frames over 50 ms`],
    [`${many} waiting reports: at the server after the network is back`, `${many}`, `${arrived}, in ${seconds(took)}`],
  ]
}

/** As many reports as a person would have made, with photos of their own, put where the app puts them. */
async function fill(page: Page, count: number): Promise<void> {
  await toCamera(page)
  await shoot(page)
  await chooseKind(page, ADVERTS.word)
  await pressSend(page)
  const [pattern] = await inStates(page, { waiting: 1 })
  for (let made = 1; made < count; made += 20) {
    const photos: string[] = []
    for (let one = made; one < Math.min(made + 20, count); one++) photos.push(Buffer.from(await freshPhoto('illegal-adverts-before')).toString('base64'))
    await page.evaluate(put, { like: pattern!.id, photos })
  }
  await inStates(page, { waiting: count })
}

/** Runs in the page: copies a waiting report once for each picture. */
async function put({ like, photos }: { like: string; photos: string[] }): Promise<void> {
  const opened = (name: string) =>
    new Promise<IDBDatabase>((resolve, reject) => {
      const asked = indexedDB.open(name)
      asked.onsuccess = () => resolve(asked.result)
      asked.onerror = () => reject(asked.error)
    })
  const got = (asked: IDBRequest) => new Promise<never>((resolve, reject) => ((asked.onsuccess = () => resolve(asked.result as never)), (asked.onerror = () => reject(asked.error))))
  const device = await opened('xuncheng-phone')
  const user: { value: string } = await got(device.transaction('kv').objectStore('kv').get('user'))
  device.close()
  const database = await opened(`xuncheng-phone-${user.value}`)
  const item: { photos: { sha256: string }[] } = await got(database.transaction('outbox').objectStore('outbox').get(like))
  const small: { type: string; bytes: ArrayBuffer } = await got(database.transaction('thumbnails').objectStore('thumbnails').get(item.photos[0]!.sha256))
  for (const text of photos) {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
    const sha256 = [...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
    const id = `${like.slice(0, 14)}7${sha256.slice(0, 3)}-8${sha256.slice(3, 6)}-${sha256.slice(6, 18)}`
    const all = database.transaction(['outbox', 'photos', 'thumbnails'], 'readwrite')
    all.objectStore('photos').put({ sha256, type: 'image/jpeg', bytes: bytes.buffer })
    all.objectStore('thumbnails').put({ ...small, sha256 })
    all.objectStore('outbox').put({ ...item, id, caseId: id, photoHashes: [sha256], photos: [{ ...item.photos[0], sha256, size: bytes.length }] })
    await new Promise((resolve, reject) => ((all.oncomplete = resolve), (all.onerror = reject)))
  }
  database.close()
}

async function scrolling(page: Page): Promise<{ slowest: number; late: number; frames: number }> {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOW.cpu })
  const frames = await page.evaluate(async () => {
    const times: number[] = []
    let last = performance.now()
    const bottom = document.documentElement.scrollHeight - window.innerHeight
    for (let top = 0; top < bottom; top += 400) {
      window.scrollTo(0, top)
      const now = await new Promise<number>((shown) => requestAnimationFrame(shown))
      times.push(now - last)
      last = now
    }
    return times
  })
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: 1 })
  return { slowest: Math.max(...frames), late: frames.filter((ms) => ms > 50).length, frames: frames.length }
}

