// Every kind of event is told in words, in both languages.

import { describe, expect, it } from 'vitest'
import { anEvent } from '@/api/sample'
import type { Action } from '@/api/types'
import { en } from '@/words/en'
import { lengthWords, momentWords, type Saying } from '@/words/when'
import { zh, type Words } from '@/words/zh'
import { tell } from './timeline'

const NOW = Date.parse('2026-11-21T12:00:00Z')
const HOUR_US = 3_600_000_000
const schedule = { deadline_at: '2026-11-22T06:00:00Z' }
const photo = { sha256: 'a'.repeat(64), flags: ['far_from_case', 'no_taken_time'] }

const EVENTS: [Action, unknown][] = [
  ['report', { description: '小广告', address: '解放路', photos: [photo] }],
  ['dispatch', { department: { name: '城管执法局' }, reason: '', clock: { kind: 'anew', limit: { value: 24, unit: 'hour' }, schedule } }],
  ['accept', {}],
  ['handle', { note: '已清理', photos: [photo, photo], used_us: 3 * HOUR_US, allowed_us: 24 * HOUR_US }],
  ['return', { reason_code: 'not_ours', reason: '属交警' }],
  ['verify_pass', { photos: [], note: '' }],
  ['verify_fail', { reason: '仍有残留', photos: [], schedule }],
  ['request_extension', { hours: 24, reason: '待材料' }],
  ['grant_extension', { hours: 12, reason: '', schedule }],
  ['refuse_extension', { reason: '理由不足' }],
  ['suspend', { reason: '工程' }],
  ['resume', { reason: '', schedule }],
  ['void', { reason: '重复' }],
  ['comment', { text: '现场有人', photos: [] }],
  ['remind', { text: '请尽快' }],
  ['confirm_falsified', { reason: '照片系他处' }],
  ['correct_time', { reason: '时钟快了', events: [{ seq: 3, was: '2026-11-21T06:00:00Z', at: '2026-11-17T02:00:00Z' }, { seq: 4, was: '2026-11-21T06:00:00Z', at: '2026-11-17T02:00:00Z', annulled: true }] }],
  ['escalate', { rung: 'letter_24h' }],
]

function told(action: Action, data: unknown, w: Words = zh) {
  const say: Saying = { moment: (at) => momentWords(at, NOW, w), length: (ms) => lengthWords(ms, w) }
  return tell(anEvent({ action, data }), w, say)
}

describe('the timeline', () => {
  it('finds words for every event', () => {
    for (const [action, data] of EVENTS) {
      for (const w of [zh, en]) {
        const { title, lines } = told(action, data, w)
        expect(title, action).not.toBe('')
        for (const line of [title, ...lines]) expect(line, action).not.toMatch(/undefined|NaN|Invalid|^$/)
      }
    }
  })

  it('says where it went and by when', () => {
    expect(told(...EVENTS[1]!)).toMatchObject({ title: '派遣至城管执法局', lines: ['时限 24 小时 · 截止 11月22日 14:00'] })
    const back = { department: { name: '城管执法局' }, reason: '', clock: { kind: 'kept', wrong_return: true } }
    expect(told('dispatch', back).lines).toEqual(['重新派遣至原部门，时限不变，计为推诿'])
  })

  it('says how long handling took, and names each doubt once', () => {
    const handled = told(...EVENTS[3]!)
    expect(handled.lines).toEqual(['已清理', '用时 3小时，时限 1天', '照片 2 张'])
    expect(handled.flags).toEqual(['far_from_case', 'no_taken_time'])
    expect(handled.tone).toBe('good')
    expect(told('handle', { note: 'x', photos: [], used_us: 25 * HOUR_US, allowed_us: 24 * HOUR_US }).tone).toBe('warning')
  })

  it('says that the clock was in doubt, and what was set right', () => {
    expect(told('comment', { text: '好', photos: [], clock_suspect: true }).lines).toEqual(['好', '记录时服务器时钟存疑'])
    expect(told(...EVENTS[16]!).lines).toEqual(['时钟快了', '第 3 条：今天 14:00 更正为 11月17日 10:00', '第 4 条：当时未到时限，撤销'])
  })

  it('calls what nobody did the system’s', () => {
    const say: Saying = { moment: String, length: String }
    expect(tell(anEvent({ actor: null, action: 'escalate', data: { rung: 'warn_80' } }), zh, say)).toMatchObject({ by: '系统', title: '临期预警' })
  })
})

it.each(['verify_pass', 'verify_fail'] as const)('says after %s how many photos were decided on unopened', (action) => {
  const data = { photos: [], note: '', reason: '仍有残留', schedule }
  expect(told(action, { ...data, unseen_photos: ['a'.repeat(64)] }).lines).toContain('核查时未打开 1 张照片')
  for (const unseen of [{}, { unseen_photos: [] }]) expect(told(action, { ...data, ...unseen }).lines.join()).not.toContain('未打开')
})
