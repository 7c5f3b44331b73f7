// Whoever verifies sees the doubts about every photo of the case, and both pictures with their strips.

import { afterEach, expect, it, vi } from 'vitest'
import { createApp, h, type App } from 'vue'
import { aCase } from '@/api/sample'
import type { CasePhoto } from '@/api/types'
import { zh } from '@/words/zh'
import CompareView from './CompareView.vue'

vi.mock('@/phone/case/CasePicture.vue', () => ({ default: { render: () => h('i') } }))
vi.mock('@/phone/session', () => ({ useSession: () => ({ me: null }) }))

let app: App
afterEach(() => app.unmount())

const urls = { original: '/o', display: '/d', thumbnail: '/t' }
const photo = (sha256: string, role: CasePhoto['role'], ...flags: CasePhoto['flags']): CasePhoto => ({ sha256, role, flags, taken_at: '2026-11-21T06:00:00Z', position: null, urls })

function show(...photos: CasePhoto[]): HTMLElement {
  const root = document.createElement('div')
  app = createApp(CompareView, { of: aCase({ photos }), events: [] })
  app.mount(root)
  return root
}

const doubts = (root: HTMLElement) => [...root.querySelectorAll('.doubts li')].map((one) => one.textContent)

it('lists the doubts by photo, also of those that are not shown', () => {
  const root = show(photo('1', 'before', 'no_taken_time'), photo('2', 'before'), photo('3', 'after', 'near_duplicate', 'far_from_case'), photo('4', 'after'))
  const { photoOf, role, flag, listed } = zh.case_
  expect(doubts(root)).toEqual([
    photoOf(role.before, 1, 2) + flag.no_taken_time,
    // The latest after-photo is the first to be looked at.
    photoOf(role.after, 2, 2) + listed([flag.near_duplicate, flag.far_from_case]),
  ])
})

it('says that there are none only when no photo has any', () => {
  expect(doubts(show(photo('1', 'before'), photo('2', 'after')))).toEqual([zh.case_.noFlags])
})

it('has a strip on each of the two pictures', () => {
  const root = show(photo('1', 'before'), photo('2', 'after'))
  expect([...root.querySelectorAll('.over .strip .when dd')].map((one) => one.textContent)).toEqual(['2026-11-21 14:00', '2026-11-21 14:00'])
})
