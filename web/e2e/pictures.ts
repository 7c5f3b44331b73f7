// A picture of every page, light and dark, into a folder, to be looked at: npm run pictures -- FOLDER

import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { PLACES, openCity } from './city'
import { openGateway } from './gateway'
import { handlerPages, inspectorPages, makeCases, visit } from './pages'
import { startBrowser, takePhone } from './phone'
import { startServer } from './server'

export async function main([folder]: string[]): Promise<void> {
  if (!folder) throw new Error('say into which folder: npm run pictures -- FOLDER')
  const into = resolve(folder)
  await mkdir(into, { recursive: true })
  const server = await startServer()
  const gateway = await openGateway(server.address)
  const browser = await startBrowser()
  try {
    const city = openCity(server.address, server.accounts)
    for (const mode of ['light', 'dark']) {
      const cases = await makeCases(city)
      for (const [username, pages] of [['inspector1', inspectorPages(cases)], ['handler-chengguan', handlerPages(cases)]] as const) {
        const phone = await takePhone(browser, gateway.address, { place: PLACES.songlin, dark: mode === 'dark' })
        const page = await phone.newPage()
        await visit(page, city, username, pages, async (name) => void (await page.screenshot({ path: join(into, `${name}-${mode}.png`) })))
        await phone.close()
      }
    }
  } finally {
    await browser.close()
    await gateway.close()
    await server.stop()
  }
}
