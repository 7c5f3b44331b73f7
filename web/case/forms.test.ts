// The forms carry what the server asks for, and nothing else.

import { describe, expect, it } from 'vitest'
import { aCase, anEvent } from '@/api/sample'
import { askedHours, bodyOf, fieldsOf, firstValues, missingOf } from './forms'

describe('the forms', () => {
  it('say what is missing', () => {
    const fields = fieldsOf('return', aCase())!
    expect(missingOf(fields, {})).toEqual(['reason_code', 'reason'])
    expect(missingOf(fields, { reason_code: 'other', reason: '  ' })).toEqual(['reason'])
    expect(missingOf(fields, { reason_code: 'other', reason: '不在辖区' })).toEqual([])
    expect(missingOf(fieldsOf('remind', aCase())!, {})).toEqual([])
    expect(missingOf(fieldsOf('request_extension', aCase())!, { hours: 0, reason: '待材料' })).toEqual(['hours'])
  })

  it('want a reason only when a case changes hands', () => {
    expect(missingOf(fieldsOf('dispatch', aCase({ department: null }))!, { department: 'chengguan' })).toEqual([])
    expect(missingOf(fieldsOf('dispatch', aCase())!, { department: 'chengguan' })).toEqual(['reason'])
  })

  it('send only their own fields, trimmed, and leave empty ones out', () => {
    const fields = fieldsOf('void', aCase())!
    expect(bodyOf(fields, { reason: ' 重复上报 ', duplicate_of: null, text: 'x' })).toEqual({ reason: '重复上报' })
    expect(bodyOf(fieldsOf('request_extension', aCase())!, { hours: 24, reason: '待材料' })).toEqual({ hours: 24, reason: '待材料' })
  })

  it('have none for what needs none', () => {
    expect(fieldsOf('accept', aCase())).toBeNull()
    expect(fieldsOf('handle', aCase())).toBeNull()
  })

  it('begin with no more hours than the city grants', () => {
    const events = [anEvent({ action: 'request_extension', data: { hours: 48 } })]
    expect(firstValues('grant_extension', events, 36)).toEqual({ hours: 36 })
    expect(firstValues('request_extension', [], 12)).toEqual({ hours: 12 })
  })

  it('grant what was last asked for', () => {
    const events = [anEvent({ action: 'request_extension', data: { hours: 12 } }), anEvent({ action: 'request_extension', data: { hours: 48 } })]
    expect(askedHours(events)).toBe(48)
    expect(firstValues('grant_extension', events, 720)).toEqual({ hours: 48 })
    expect(firstValues('grant_extension', [], 720)).toEqual({ hours: 24 })
  })
})
