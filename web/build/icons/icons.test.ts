// @vitest-environment node
// The icons of the home screen are what the drawing says, in every size and shape.

import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { inflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { drawn } from './plugin'
import { shapesOf } from './svg'

const svg = readFileSync(fileURLToPath(new URL('../../phone/public/icon.svg', import.meta.url)), 'utf8')
const GROUND = [0x0b, 0x4f, 0x5c, 255]
const WHITE = [255, 255, 255, 255]
const NOTHING = [0, 0, 0, 0]

/** A file's pixels by place, given in parts of the edge. */
function opened(file: Buffer) {
  const size = file.readUInt32BE(16)
  const start = file.indexOf('IDAT') + 4
  const rows = inflateSync(file.subarray(start, start + file.readUInt32BE(start - 8)))
  const at = (x: number, y: number) => {
    const [column, line] = [Math.floor(x * size), Math.floor(y * size)]
    return [...rows.subarray(line * (size * 4 + 1) + 1 + column * 4).subarray(0, 4)]
  }
  return { size, at }
}

describe('an icon', () => {
  it('shows the mark on the ground, with round corners', () => {
    const { size, at } = opened(drawn(svg, { size: 192, bleeds: false, mark: 1 }))
    expect(size).toBe(192)
    expect([at(0, 0), at(0.5, 0.05), at(0.3, 0.45), at(0.47, 0.51), at(0.5, 0.7)]).toEqual([NOTHING, GROUND, WHITE, GROUND, WHITE])
  })

  it('fills its corners where the phone cuts it itself, and keeps the mark within what is never cut', () => {
    const { at } = opened(drawn(svg, { size: 512, bleeds: true, mark: 0.75 }))
    for (const x of [0, 0.999]) for (const y of [0, 0.999]) expect(at(x, y)).toEqual(GROUND)
    expect(at(0.35, 0.45)).toEqual(WHITE)
    for (let turn = 0; turn < 360; turn++) {
      const angle = (turn * Math.PI) / 180
      expect(at(0.5 + 0.4 * Math.cos(angle), 0.5 + 0.4 * Math.sin(angle)), `${turn}°`).toEqual(GROUND)
    }
  })

  it('has smooth edges', () => {
    const { at } = opened(drawn(svg, { size: 180, bleeds: true, mark: 0.9 }))
    const shades = new Set(Array.from({ length: 180 }, (_, x) => at(x / 180, 0.4)[0]))
    expect(shades.size).toBeGreaterThan(2)
  })

  it('is not drawn wrong when the drawing uses more than is understood', () => {
    expect(() => shapesOf(svg.replace('L242 264', 'Q242 264 1 1'))).toThrow('Q242')
    expect(() => shapesOf(svg.replace('<rect', '<circle r="1" /><rect'))).toThrow('circle')
    expect(() => shapesOf(svg.replace('#ffffff', 'white'))).toThrow('white')
  })
})
