// Nothing personal and no secret leaves the phone with the diagnostics.

import { describe, expect, it } from 'vitest'
import { redacted } from './redact'

const known = { people: ['林晓', '林晓红', 'inspector1', '王'] }

describe('a line of the log', () => {
  it.each([
    ['a JWT', 'renewed eyJhbGciOiJI.eyJzdWIiOiIx.c2lnbmF0dXJl ok', 'renewed <token> ok'],
    ['a header', 'Authorization: Bearer abc.def', 'Authorization: Bearer <token>'],
    ['a refresh token', 'refresh_token=rt-9Xy', 'refresh_token=<secret>'],
    ['a password in JSON', '{"password": "horse, battery"}', '{"password": "<secret>, battery"}'],
    ['any long token', `sent ${'aB3_'.repeat(11)} away`, 'sent <token> away'],
    ['a photo hash', `PUT /photos/${'0123456789abcdef'.repeat(4)}`, 'PUT /photos/01234567…'],
    ['a query', 'GET /cases?q=林晓&lon=105.7 failed', 'GET /cases?<query> failed'],
    ['a place', 'fix 105.7212345, 34.58123', 'fix <degrees>, <degrees>'],
    ['a phone number', '电话 13912345678。', '电话 <phone>。'],
    ['an identity number', '身份证 62050219900101123X', '身份证 <number>'],
    ['an address', 'to lin@example.org', 'to <mail>'],
    ['names, the longer one first', '林晓红 and 林晓, inspector1', '<person> and <person>, <person>'],
    ['a single letter is no name', '王 stays', '王 stays'],
  ])('loses %s', (_, line, expected) => {
    expect(redacted(line, known)).toBe(expected)
  })

  it.each([
    'outbox: report 01990a5e-7c3a-7abc-8def-0123456789ab: later NoConnection: TypeError: Failed to fetch',
    'page /case/:id: TypeError: 1.5 s, 320×640, HTTP 503',
    'service-worker update: 2026-03-02T01:00:00.000Z',
  ])('keeps what support needs: %s', (line) => {
    expect(redacted(line, known)).toBe(line)
  })
})
