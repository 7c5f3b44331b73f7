// The first day of somebody new: a one-time password, another one of one's own choice, and then the app.

import { expect, it } from 'vitest'
import { fillIn, signIn, words } from './phone'
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
