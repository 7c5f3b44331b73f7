// The strip says when, where and by whom, on the city's clock, with what the phone has.

import { describe, expect, it } from 'vitest'
import { aCase, anEvent } from '@/api/sample'
import type { CasePhoto, Me } from '@/api/types'
import { en } from '@/words/en'
import { zh } from '@/words/zh'
import { stripOfCase, stripOfReport } from './strip'

const urls = { original: '/o', display: '/d', thumbnail: '/t' }
const photo = (role: CasePhoto['role'], sha256: string): CasePhoto => ({ sha256, role, taken_at: '2026-11-20T16:05:00Z', position: null, flags: [], urls })
const me = { id: 'me', username: 'wang', display_name: '王处置', role: 'handler', scope: {}, permissions: [], unit: { id: 'u', code: 'hb', name: '生态环境局' } } as unknown as Me
const dispatchedTo = (seq: number, name: string) => anEvent({ seq, action: 'dispatch', data: { department: { id: 'd', code: 'd', name }, reason: '', clock: { kind: 'kept', wrong_return: false } } })
const handled = (seq: number, ...hashes: string[]) => anEvent({ seq, action: 'handle', actor: { id: 'h', display_name: '李处置' }, data: { note: '', used_us: 0, allowed_us: 1, photos: hashes.map((sha256) => ({ sha256, flags: [] })) } })
const verified = (seq: number, actor: { id: string; display_name: string }, hash: string) => anEvent({ seq, action: 'verify_fail', actor, data: { reason: '', photos: [{ sha256: hash, flags: [] }], schedule: {} } })

describe('the strip of a photo of a case', () => {
  it('has the whole date and time of the city, and says when there is none', () => {
    expect(stripOfCase(photo('after', 'a'), aCase(), [], me, zh).time).toBe('2026-11-21 00:05')
    expect(stripOfCase({ ...photo('after', 'a'), taken_at: null }, aCase(), [], me, en).time).toBe(en.photo.noTime)
  })

  it('names the address, else the zone, else where it lies', () => {
    const zone = { id: 'z', code: 'z', name: '解放路东段', kind: 'street', unit: { id: 'u', code: 'u', name: '商务局' }, leader: '' } as const
    const place = (of: Parameters<typeof aCase>[0]) => stripOfCase(photo('after', 'a'), aCase(of), [], me, zh).place
    expect(place({ address: '解放路东段12号', zone })).toBe('解放路东段12号')
    expect(place({ address: '', zone })).toBe('解放路东段')
    expect(place({ address: '', zone: null })).toBe('105.72000, 34.58000')
  })

  it('names the department that handled it then, although another has the case now', () => {
    const events = [dispatchedTo(2, '城管执法局'), handled(3, 'a'), dispatchedTo(4, '住建局'), handled(5, 'b')]
    const of = aCase({ department: { id: 'd', code: 'd', name: '住建局' } })
    expect(stripOfCase(photo('after', 'a'), of, events, me, zh).unit).toBe('城管执法局')
    expect(stripOfCase(photo('after', 'b'), of, events, me, zh).unit).toBe('住建局')
    expect(stripOfCase(photo('after', 'a'), of, [], me, zh).unit).toBe('住建局')
  })

  it('names one’s own unit, and of others what the server tells: the name', () => {
    expect(stripOfCase(photo('before', 'r'), aCase(), [], me, zh).unit).toBe('林巡查')
    expect(stripOfCase(photo('before', 'r'), aCase({ reporter: { id: 'me', display_name: '王处置' } }), [], me, zh).unit).toBe('生态环境局')
    const untold = { id: null, display_name: '巡查员' }
    expect(stripOfCase(photo('before', 'r'), aCase({ reporter: untold, mode: null }), [], me, zh).unit).toBe('巡查员')
    expect(stripOfCase(photo('before', 'r'), aCase({ reporter: untold, mode: null }), [], null, zh).unit).toBe('巡查员')
    expect(stripOfCase(photo('verify', 'v'), aCase(), [verified(1, { id: 'x', display_name: '赵核查' }, 'v')], me, zh).unit).toBe('赵核查')
    expect(stripOfCase(photo('verify', 'v'), aCase(), [verified(1, { id: 'me', display_name: '王处置' }, 'v')], me, zh).unit).toBe('生态环境局')
  })
})

describe('the strip of a photo still on the phone', () => {
  const taken = { sha256: 'a', type: 'image/jpeg', size: 1, width: 1, height: 1, takenAt: '2026-11-21T01:00:00Z' }
  const report = (change: object) => ({ category: null, categoryName: '', position: null, capturedAt: '', description: '', address: null, mode: 'routine' as const, campaignId: null, ...change })

  it('names the zone the phone found, else the position, in whatever system it came', () => {
    expect(stripOfReport(taken, report({}), '解放路东段', me, zh)).toEqual({ time: '2026-11-21 09:00', place: '解放路东段', unit: '生态环境局' })
    const gcj = { lon: 105.72, lat: 34.58, crs: 'gcj02' as const }
    expect(stripOfReport(taken, report({ position: gcj }), null, me, zh).place).not.toBe('105.72000, 34.58000')
    expect(stripOfReport(taken, report({ position: { ...gcj, crs: 'wgs84' } }), null, me, zh).place).toBe('105.72000, 34.58000')
    expect(stripOfReport(taken, report({}), null, { ...me, unit: null }, zh)).toMatchObject({ place: zh.photo.noPlace, unit: '王处置' })
  })
})
