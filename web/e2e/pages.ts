// Every page of the app with something on it, for those who look at all of them: accessibility and pictures.

import type { Page } from 'playwright-core'
import { ADVERTS, PLACES, type City } from './city'
import { chooseKind, shoot, signIn, toCamera, words } from './phone'

export interface Shown {
  name: string
  go: (page: Page) => Promise<void>
}

/** Cases on which each form is open to whoever looks. */
export interface Cases {
  open: string
  handled: string
}

export async function makeCases(city: City): Promise<Cases> {
  const open = await city.report('inspector1', PLACES.songlin)
  const handled = await city.handle('handler-chengguan', await city.report('inspector1', PLACES.songlin))
  return { open: open.id, handled: handled.id }
}

const at = (name: string, path: string): Shown => ({ name, go: async (page) => void (await page.goto(`/m${path}`)) })

/** In this order: a page may use what an earlier one has left on the phone. */
export function inspectorPages(cases: Cases): Shown[] {
  return [
    at('work', '/work'),
    at('work-all', '/work/all'),
    at('near', '/work/near'),
    at('search', '/search'),
    at('case', `/case/${cases.handled}`),
    { name: 'photo-large', go: async (page) => { await page.getByRole('button', { name: words.case_.openPhoto(words.case_.photoOf(words.case_.role.before, 1, 1)) }).tap(); await page.locator('figure img').first().waitFor() } },
    at('verify', `/case/${cases.handled}/verify`),
    at('comment', `/case/${cases.open}/act/comment`),
    { name: 'camera', go: async (page) => { await page.goto('/m/work'); await toCamera(page) } },
    { name: 'kinds', go: async (page) => { await shoot(page); await page.getByRole('heading', { name: words.report.whichCategory }).waitFor() } },
    { name: 'report', go: (page) => chooseKind(page, ADVERTS.word) },
    { name: 'own-photo-large', go: async (page) => { await page.getByRole('button', { name: words.photo.enlarge(1) }).tap(); await page.locator('figure img').first().waitFor() } },
    { name: 'pin', go: async (page) => { await page.getByRole('button', { name: words.app.close }).tap(); await page.getByRole('button', { name: words.report.movePin }).first().tap(); await page.getByRole('dialog').locator('canvas').waitFor() } },
    at('outbox', '/report/outbox'),
    { name: 'outbox-item', go: async (page) => { await page.getByRole('button', { name: new RegExp(words.outbox.state.draft) }).first().tap(); await page.getByRole('dialog').waitFor() } },
    at('patrol', '/patrol'),
    at('visits', '/patrol/visits'),
    at('campaigns', '/patrol/campaigns'),
    at('me', '/me'),
    at('notices', '/me/notices'),
    at('storage', '/me/storage'),
    at('diagnostics', '/me/diagnostics'),
    at('help', '/me/help'),
    at('nowhere', '/no-such-page'),
    at('leave', '/me/leave'),
  ]
}

export function handlerPages(cases: Cases): Shown[] {
  return [
    at('handler-work', '/work'),
    at('handler-case', `/case/${cases.open}`),
    { name: 'overlay', go: async (page) => { await page.goto(`/m/case/${cases.open}/handle`); await page.getByRole('img', { name: words.photo.overlay }).waitFor() } },
    { name: 'handle', go: async (page) => { await shoot(page); await page.getByRole('img', { name: words.photo.number(1) }).waitFor() } },
    at('return', `/case/${cases.open}/act/return`),
    at('extension', `/case/${cases.open}/act/request_extension`),
  ]
}

/** The page says its name and nothing is being fetched any more. */
export async function settled(page: Page): Promise<void> {
  await page.locator('h1, h2').first().waitFor()
  await page.waitForLoadState('networkidle')
}

export async function visit(page: Page, city: City, username: string, pages: Shown[], look: (name: string) => Promise<void>): Promise<void> {
  await page.goto('/m/sign-in')
  await settled(page)
  await look(`sign-in-${username}`)
  await signIn(page, city.account(username))
  for (const one of pages) {
    await one.go(page)
    await settled(page)
    await look(one.name)
  }
}
