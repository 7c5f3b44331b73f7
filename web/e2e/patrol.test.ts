// A visit on the street: begun where the person stands, recorded until it is ended, counted once by the server, and the
// way walked shown to those only who may see it.

import { describe, expect, it } from 'vitest'
import { PLACES } from './city'
import { inStates, readyForOffline, stored, until, words } from './phone'
import { setting, theNew } from './setting'

const here = setting()
const place = PLACES.renmin
/** About 40 m to the north with each step. */
const STEP = 0.00036
const STEPS = [1, 2, 3]

describe('a visit', () => {
  it('is counted once with what was found, also when it ends without network, and its way is not for colleagues', async () => {
    const before = await here.city.visitsOf('inspector2')
    const page = await here.signedIn('inspector2', { place })
    await readyForOffline(page)
    await page.getByRole('link', { name: words.app.tabPatrol, exact: true }).tap()
    await page.getByText(words.patrol.inside).waitFor()
    await page.getByRole('button', { name: words.patrol.start, exact: true }).tap()
    await page.getByText(words.patrol.recording).waitFor()
    const [running] = await stored<{ zoneName: string }>(page, 'visit')
    await page.getByText(words.patrol.banner(running!.zoneName)).waitFor()

    const track = () => stored<{ track: unknown[] }>(page, 'visit').then(([visit]) => visit?.track.length ?? 0)
    for (const step of STEPS) {
      await page.context().setGeolocation({ longitude: place.lon, latitude: place.lat + step * STEP, accuracy: 8 })
      await until(track, (points) => points === step)
    }
    await here.city.report('inspector2', place)
    expect(theNew(before, await here.city.visitsOf('inspector2'))).toEqual([])

    await page.context().setOffline(true)
    await page.getByRole('button', { name: words.patrol.end, exact: true }).tap()
    await page.getByRole('button', { name: words.patrol.endNow, exact: true }).tap()
    const [waiting] = await inStates(page, { waiting: 1 })
    await page.context().setOffline(false)
    await inStates(page, { sent: 1 })

    const counted = theNew(before, await here.city.visitsOf('inspector2'))
    expect(counted).toHaveLength(1)
    expect(counted[0]).toMatchObject({ id: waiting!.id, zone: { code: place.zone }, findings: 1, track_points: 3, track: null })
    expect(counted[0]!.ended_at).not.toBeNull()
    expect(here.gateway.count('PUT', `/api/v1/visits/${waiting!.id}`)).toBe(1)
    expect(await stored(page, 'visit')).toEqual([])

    const mine = await here.city.theVisit(waiting!.id, 'inspector2')
    expect(mine.track?.map(([lon, lat]) => [lon, lat])).toEqual(STEPS.map((step) => [expect.closeTo(place.lon, 6), expect.closeTo(place.lat + step * STEP, 6)]))
    const [from, to] = [Date.parse(mine.started_at), Date.parse(mine.ended_at!)]
    for (const [, , at] of mine.track!) expect(at! >= Math.floor(from) && at! <= to).toBe(true)
    expect((await here.city.theVisit(waiting!.id, 'leader1')).track).toHaveLength(3)
    await expect(here.city.theVisit(waiting!.id, 'inspector1')).rejects.toThrow(/40[34]/)
  })
})
