// What every test file starts with: a browser, the city behind a gateway of its own, and phones that are put away.

import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, inject } from 'vitest'
import { openCity, type City } from './city'
import { openGateway, type Gateway } from './gateway'
import { signIn, startBrowser, takePhone, type PhoneOptions } from './phone'

export interface Setting {
  city: City
  gateway: Gateway
  phone(options?: PhoneOptions): Promise<BrowserContext>
  /** A phone with somebody signed in on it, at the work list. */
  signedIn(username: string, options?: PhoneOptions): Promise<Page>
}

export function setting(): Setting {
  let browser: Browser
  let gateway: Gateway
  const phones: BrowserContext[] = []
  const city = openCity(inject('server'), inject('accounts'))

  beforeAll(async () => {
    browser = await startBrowser()
  })
  beforeEach(async () => {
    gateway = await openGateway(inject('server'))
  })
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await picturesOf(phones, task.name)
    gateway.heal()
    for (const phone of phones.splice(0)) await phone.close()
    await gateway.close()
  })
  afterAll(async () => {
    await browser.close()
  })

  async function phone(options: PhoneOptions = {}): Promise<BrowserContext> {
    const taken = await takePhone(browser, gateway.address, options)
    phones.push(taken)
    return taken
  }

  return {
    city,
    get gateway() {
      return gateway
    },
    phone,
    async signedIn(username, options) {
      const page = await (await phone(options)).newPage()
      await signIn(page, city.account(username))
      return page
    },
  }
}

/** The one case more than before. */
export function theNew<T extends { id: string }>(before: T[], after: T[]): T[] {
  const known = new Set(before.map((one) => one.id))
  return after.filter((one) => !known.has(one.id))
}

/** What the phones showed when a test failed, for whoever asks for it in XUNCHENG_E2E_PICTURES. */
async function picturesOf(phones: BrowserContext[], name: string): Promise<void> {
  const folder = process.env.XUNCHENG_E2E_PICTURES
  if (!folder) return
  const pages = phones.flatMap((phone) => phone.pages())
  for (const [at, page] of pages.entries()) await page.screenshot({ path: join(folder, `${name.slice(0, 40)}-${at}.png`), timeout: 10_000 }).catch(() => undefined)
}
