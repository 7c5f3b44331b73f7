// Where a browser lacks what our libraries use, it is there all the same, and says the same.

import { afterEach, expect, it } from 'vitest'
import { fillIn } from './fills'

const known = Object as unknown as { hasOwn: (of: object, key: PropertyKey) => boolean }
const [hasOwn, at] = [known.hasOwn, Array.prototype.at]
afterEach(() => {
  known.hasOwn = hasOwn
  Object.defineProperty(Array.prototype, 'at', { value: at, configurable: true, writable: true })
})

it('fills in what is missing', () => {
  delete (known as { hasOwn?: unknown }).hasOwn
  delete (Array.prototype as { at?: unknown }).at
  fillIn()
  expect(known.hasOwn).not.toBe(hasOwn)
  expect([known.hasOwn({ a: 1 }, 'a'), known.hasOwn({}, 'toString'), known.hasOwn(Object.create(null) as object, 'a')]).toEqual([true, false, false])
  const list = [1, 2, 3]
  const places = [0, 2, -1, -3, 3, -4, 1.9, Number.NaN]
  expect(places.map((place) => list.at(place))).toEqual(places.map((place) => at.call(list, place)))
  expect(Object.keys([1])).toEqual(['0'])
})

it('leaves what is there', () => {
  fillIn()
  expect([known.hasOwn, Array.prototype.at]).toEqual([hasOwn, at])
})
