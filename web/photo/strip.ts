// What the strip on a picture says: when, where and by which unit it was taken. The page draws it over the picture
// (TimePlaceStrip.vue); evidence and the server's copies never carry it.

import type { Case, CaseEvent, CasePhoto, Me, Person, RawPosition, Schemas } from '@/api/types'
import { toWgs84 } from '@/place/crs'
import { stampWords } from '@/words/when'
import type { Words } from '@/words/zh'

export interface Strip {
  time: string
  place: string
  /** Where the phone is not told the unit, the person. */
  unit: string
}

/** One that no server has yet. */
interface Unsent {
  takenAt: string | null
}

interface Unplaced {
  address: string | null
  position: RawPosition | null
}

export function stripOfCase(photo: CasePhoto, of: Case, events: CaseEvent[], me: Me | null, w: Words): Strip {
  return {
    time: timeOf(photo.taken_at, w),
    place: placeOf(of),
    unit: takenBy(photo, of, events, me),
  }
}

/** Of a report that is still on the phone; `zone` is where the phone thinks it lies. */
export function stripOfReport(photo: Unsent, { address, position }: Unplaced, zone: string | null, me: Me | null, w: Words): Strip {
  return {
    time: timeOf(photo.takenAt, w),
    place: address || zone || (position ? coordinates(toWgs84(position, position.crs)) : w.photo.noPlace),
    unit: unitOrName(me),
  }
}

/** Of a photo of an action that is still on the phone. */
export function stripOfAction(photo: Unsent, of: Case, me: Me | null, w: Words): Strip {
  return { time: timeOf(photo.takenAt, w), place: placeOf(of), unit: unitOrName(me) }
}

function placeOf({ address, zone, position }: Case): string {
  return address || zone?.name || coordinates(position)
}

function timeOf(at: string | null | undefined, w: Words): string {
  return at ? stampWords(at) : w.photo.noTime
}

function coordinates({ lon, lat }: { lon: number; lat: number }): string {
  return `${lon.toFixed(5)}, ${lat.toFixed(5)}`
}

function unitOrName(me: Me | null): string {
  return me?.unit?.name ?? me?.display_name ?? ''
}

/** Who handled a case is known as a department; of everybody else the server tells a name, and of oneself one knows the unit. */
function takenBy({ sha256, role }: CasePhoto, of: Case, events: CaseEvent[], me: Me | null): string {
  let department = of.department?.name ?? ''
  for (const event of events) {
    const told = { action: event.action, data: event.data } as Schemas['EventData']
    if (told.action === 'dispatch') department = told.data.department.name
    if (!('photos' in told.data) || !told.data.photos.some((one) => one.sha256 === sha256)) continue
    return told.action === 'handle' ? department : personOrUnit(event.actor ?? null, me)
  }
  // What happened is not on the phone.
  if (role === 'after') return of.department?.name ?? ''
  return role === 'before' ? personOrUnit(of.reporter, me) : ''
}

function personOrUnit(person: Person | null, me: Me | null): string {
  if (person && person.id === me?.id) return unitOrName(me)
  return person?.display_name ?? ''
}
