// Draws shapes into pixels. Every shape says how far a point lies outside of it, which is also how much of a pixel at its
// border it covers, so that edges are smooth.

import { EDGE, type Point, type Shape } from './svg.ts'

export interface Drawing {
  size: number
  /** The first shape, the ground, loses its round corners. */
  bleeds: boolean
  /** What lies on the ground is made so much smaller. */
  mark: number
}

/** RGBA, row by row. */
export function raster(shapes: Shape[], { size, bleeds, mark }: Drawing): Uint8Array {
  const pixels = new Uint8Array(size * size * 4)
  const unit = EDGE / size
  shapes.forEach((shape, at) => {
    const isGround = at === 0
    const scale = isGround ? 1 : mark
    const drawn = isGround && bleeds && shape.kind === 'rect' ? { ...shape, radius: 0 } : shape
    const inShape = (place: number) => ((place + 0.5) * unit - EDGE / 2) / scale + EDGE / 2
    for (let y = 0; y < size; y++) {
      for (let x = 0; x < size; x++) {
        const outside = (outsideBy(drawn, [inShape(x), inShape(y)]) * scale) / unit
        const covered = Math.min(Math.max(0.5 - outside, 0), 1)
        if (covered > 0) blend(pixels, (y * size + x) * 4, drawn.colour, covered)
      }
    }
  })
  return pixels
}

/** Negative within. */
function outsideBy(shape: Shape, point: Point): number {
  switch (shape.kind) {
    case 'rect':
      return outsideRect(shape, point)
    case 'fill':
      return isWithin(shape.line, point) ? -distance(shape.line, point) : distance(shape.line, point)
    case 'stroke':
      return distance(shape.line, point) - shape.width / 2
  }
}

function outsideRect({ width, height, radius }: { width: number; height: number; radius: number }, [x, y]: Point): number {
  const east = Math.abs(x - width / 2) - (width / 2 - radius)
  const south = Math.abs(y - height / 2) - (height / 2 - radius)
  return Math.hypot(Math.max(east, 0), Math.max(south, 0)) + Math.min(Math.max(east, south), 0) - radius
}

function distance(line: Point[], [x, y]: Point): number {
  let least = Infinity
  for (let at = 1; at < line.length; at++) {
    const [ax, ay] = line[at - 1]!
    const [dx, dy] = [line[at]![0] - ax, line[at]![1] - ay]
    const length = dx * dx + dy * dy
    const along = length === 0 ? 0 : Math.min(Math.max(((x - ax) * dx + (y - ay) * dy) / length, 0), 1)
    const [east, south] = [x - ax - along * dx, y - ay - along * dy]
    least = Math.min(least, east * east + south * south)
  }
  return Math.sqrt(least)
}

/** By how often a ray to the east crosses the outline. */
function isWithin(line: Point[], [x, y]: Point): boolean {
  let within = false
  for (let at = 1; at < line.length; at++) {
    const [ax, ay] = line[at - 1]!
    const [bx, by] = line[at]!
    if (ay > y !== by > y && x < ax + ((y - ay) / (by - ay)) * (bx - ax)) within = !within
  }
  return within
}

function blend(pixels: Uint8Array, at: number, colour: readonly number[], covered: number): void {
  const below = (pixels[at + 3]! / 255) * (1 - covered)
  const alpha = covered + below
  for (let part = 0; part < 3; part++) pixels[at + part] = Math.round((colour[part]! * covered + pixels[at + part]! * below) / alpha)
  pixels[at + 3] = Math.round(alpha * 255)
}
