// @vitest-environment node
// The phone's light is the server's: what it was told at any instant becomes, by itself, what the server tells at any later one.

import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { aCase } from '@/api/sample'
import type { Case } from '@/api/types'
import { lightOf, type Light } from './clock'

interface Vector {
  case: string
  yellow_at: string | null
  deadline_at: string | null
  handled_at: string | null
  /** In the order of time. */
  lights: [at: string, light: Light | null][]
}

const file = fileURLToPath(new URL('../../fixtures/vectors/light.json', import.meta.url))
const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: Vector[] }

/** As the server shows it at that moment. Once handled it names no instant to turn yellow at. */
function told({ yellow_at, deadline_at, handled_at }: Vector, light: Light | null): Case {
  const state = handled_at ? 'handled' : deadline_at ? 'accepted' : 'suspended'
  return aCase({ state, yellow_at: handled_at ? null : yellow_at, deadline_at, handled_at, light })
}

describe.each(cases)('$case', (vector) => {
  it('turns as the server turns it', () => {
    const { lights } = vector
    for (const [i, [, light]] of lights.entries()) {
      const later = lights.slice(i).map(([at]) => [at, lightOf(told(vector, light), Date.parse(at))])
      expect(later).toEqual(lights.slice(i))
    }
  })

  it('never turns back, however slow the phone’s clock', () => {
    const { lights } = vector
    for (const [i, [, light]] of lights.entries()) {
      for (const [earlier] of lights.slice(0, i)) expect(lightOf(told(vector, light), Date.parse(earlier))).toBe(light)
    }
  })
})

it('covers every turn', () => {
  expect(cases.length).toBeGreaterThanOrEqual(10)
  expect(new Set(cases.flatMap(({ lights }) => lights.map(([, light]) => light)))).toEqual(new Set(['green', 'yellow', 'red', null]))
})
