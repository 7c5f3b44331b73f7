// Every page, light and dark, as those meet it who see little or hear it: axe finds nothing serious.

import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { PLACES } from './city'
import { handlerPages, inspectorPages, makeCases, visit } from './pages'
import { setting } from './setting'

const here = setting()

interface Finding {
  id: string
  impact: string | null
  nodes: { html: string; failureSummary: string }[]
}

async function seriousOn(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  const found = await page.evaluate(async () => {
    const runner = (window as unknown as { axe: { run: (root: Document, options: unknown) => Promise<{ violations: unknown[] }> } }).axe
    return (await runner.run(document, { resultTypes: ['violations'] })).violations
  })
  return (found as Finding[])
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)} · ${node.failureSummary.slice(0, 300)}`))
}

describe.each(['light', 'dark'] as const)('in %s mode', (mode) => {
  it.each(['inspector1', 'handler-chengguan'])('axe finds nothing serious on the pages of %s', async (username) => {
    const cases = await makeCases(here.city)
    const page = await (await here.phone({ place: PLACES.songlin, dark: mode === 'dark' })).newPage()
    const serious: Record<string, string[]> = {}
    await visit(page, here.city, username, username === 'inspector1' ? inspectorPages(cases) : handlerPages(cases), async (name) => {
      const found = await seriousOn(page)
      if (found.length > 0) serious[name] = found
    })
    expect(serious).toEqual({})
  })
})
