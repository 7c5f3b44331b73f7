// Which part of a list is wanted, as a question to the server and as a test of what is on the phone.

import type { Case } from '@/api/types'
import { lightOf, type Light } from '@/case/clock'
import type { Question } from '@/phone/offline/work'

export type CaseState = Case['state']

export type Filter = { kind: 'none'; value?: undefined } | { kind: 'light'; value: Light } | { kind: 'state'; value: CaseState }

export function asked(base: Question, filter: Filter): Question {
  switch (filter.kind) {
    case 'none':
      return base
    case 'light':
      return { ...base, light: filter.value }
    case 'state':
      return { ...base, state: filter.value }
  }
}

export function matching(cases: Case[], filter: Filter, now: number): Case[] {
  switch (filter.kind) {
    case 'none':
      return cases
    case 'light':
      return cases.filter((one) => lightOf(one, now) === filter.value)
    case 'state':
      return cases.filter((one) => one.state === filter.value)
  }
}
