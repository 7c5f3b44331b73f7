// The first day of somebody new: a one-time password, another one of one's own choice, and then the app, which is ready
// for the street without being opened a second time.

import { expect, it } from 'vitest'
import { ADVERTS, PLACES } from './city'
import { chooseKind, fillIn, inStates, pressSend, readyForOffline, shoot, signIn, toCamera, words } from './phone'
import { setting } from './setting'

const here = setting()
const FRESH = '石榴 渡口 铁皮 走廊'
const said = words.signIn.newPassword

it('signs in with a one-time password, chooses another, and is in; the old one is of no use any more', async () => {
  const { username, password } = await here.city.newcomer('inspector1')
  const page = await (await here.phone()).newPage()
  await page.goto('/m/sign-in')
  await fillIn(page, username, password)
  await page.getByRole('heading', { name: said.title }).waitFor()
  await page.getByRole('textbox', { name: said.old, exact: true }).fill(password)
  await page.getByRole('textbox', { name: said.fresh, exact: true }).fill(FRESH)
  await page.getByRole('textbox', { name: said.again, exact: true }).fill(FRESH)
  await page.getByRole('button', { name: said.submit, exact: true }).tap()
  await page.waitForURL('**/m/work')
  expect(here.gateway.count('POST', '/api/v1/me/password')).toBe(1)

  // Whoever reloads is in, and is asked for nothing.
  await page.reload()
  await page.getByRole('heading', { level: 1 }).waitFor()
  expect(new URL(page.url()).pathname).toBe('/m/work')

  const other = await (await here.phone()).newPage()
  await signIn(other, { username, password: FRESH })
  const late = await (await here.phone()).newPage()
  await late.goto('/m/sign-in')
  await fillIn(late, username, password)
  await late.getByText(words.signIn.wrong).waitFor()
})

it('reports without network on the first visit, without a reload in between', async () => {
  const page = await here.signedIn('inspector2', { place: PLACES.jiefang })
  await readyForOffline(page)
  await page.context().setOffline(true)
  await toCamera(page)
  await shoot(page)
  await chooseKind(page, ADVERTS.word)
  await pressSend(page)
  await inStates(page, { waiting: 1 })
  await page.context().setOffline(false)
  await inStates(page, { sent: 1 })
})

it('says of a page that is not on the phone yet that it needs the network', async () => {
  const phone = await here.phone({ place: PLACES.jiefang })
  await phone.addInitScript(() => void delete (Navigator.prototype as { serviceWorker?: unknown }).serviceWorker)
  // Fetched ahead in a quiet moment, which may come sooner than a thumb.
  await phone.route(/ReportPage/, (route) => route.abort())
  const page = await phone.newPage()
  await signIn(page, here.city.account('inspector2'))
  await phone.setOffline(true)
  await page.getByRole('link', { name: words.app.tabReport, exact: true }).tap()
  await page.getByText(words.shell.missingPage).waitFor()
  expect(new URL(page.url()).pathname).toBe('/m/work')
  await phone.setOffline(false)
  await phone.unroute(/ReportPage/)
  await page.getByRole('link', { name: words.app.tabReport, exact: true }).tap()
  await page.getByText(words.report.accuracy(8)).waitFor()
})
