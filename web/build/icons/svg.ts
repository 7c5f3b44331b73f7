// Reads the little of SVG that our icon is made of: rectangles with round corners, and paths of M, L, C and Z in absolute
// coordinates, filled or stroked with round ends. Anything else is an error of the build, not a wrong icon.

export type Point = [x: number, y: number]

export type Shape =
  | { kind: 'rect'; width: number; height: number; radius: number; colour: Colour }
  | { kind: 'fill'; line: Point[]; colour: Colour }
  | { kind: 'stroke'; line: Point[]; width: number; colour: Colour }

export type Colour = [red: number, green: number, blue: number]

/** The edge of the drawing; positions are within it. */
export const EDGE = 512
/** Straight pieces of a curve: shorter than a pixel at the sizes drawn. */
const PIECES = 48

export function shapesOf(svg: string): Shape[] {
  if (!svg.includes(`viewBox="0 0 ${EDGE} ${EDGE}"`)) throw new Error(`the icon is not drawn on ${EDGE} by ${EDGE}`)
  const elements = [...svg.matchAll(/<(\w+)\s([^>]*?)\/>/g)]
  if (elements.length === 0 || elements.length !== [...svg.matchAll(/<\w+/g)].length - 1) throw new Error('the icon has elements that are not understood')
  return elements.map(([, name, text]) => shapeOf(name!, attributesOf(text!)))
}

function attributesOf(text: string): Map<string, string> {
  return new Map([...text.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, name, value]) => [name!, value!]))
}

function shapeOf(name: string, given: Map<string, string>): Shape {
  const number = (key: string) => Number(given.get(key) ?? NaN)
  if (name === 'rect') return { kind: 'rect', width: number('width'), height: number('height'), radius: number('rx'), colour: colourOf(given.get('fill')) }
  if (name !== 'path') throw new Error(`<${name}> in the icon is not understood`)
  const line = lineOf(given.get('d') ?? '')
  if (given.get('fill') !== 'none') return { kind: 'fill', line, colour: colourOf(given.get('fill')) }
  return { kind: 'stroke', line, width: number('stroke-width'), colour: colourOf(given.get('stroke')) }
}

function colourOf(text = ''): Colour {
  const [, red, green, blue] = /^#(\w\w)(\w\w)(\w\w)$/.exec(text) ?? []
  if (!red || !green || !blue) throw new Error(`the colour ${text} of the icon is not understood`)
  return [parseInt(red, 16), parseInt(green, 16), parseInt(blue, 16)]
}

function lineOf(path: string): Point[] {
  const line: Point[] = []
  for (const [, command, text] of path.matchAll(/([A-Za-z])([^A-Za-z]*)/g)) {
    const [a, b, c] = pairs(text!)
    if ((command === 'M' || command === 'L') && a) line.push(a)
    else if (command === 'C' && c) line.push(...curve(line.at(-1)!, a!, b!, c))
    else if (command === 'Z' && line[0]) line.push(line[0])
    else throw new Error(`${command}${text} in the icon is not understood`)
  }
  return line
}

function pairs(text: string): Point[] {
  const numbers = text.trim().split(/[\s,]+/).filter(Boolean).map(Number)
  return Array.from({ length: numbers.length / 2 }, (_, at): Point => [numbers[2 * at]!, numbers[2 * at + 1]!])
}

/** A cubic Bézier curve without its first point. */
function curve(from: Point, a: Point, b: Point, to: Point): Point[] {
  return Array.from({ length: PIECES }, (_, at): Point => {
    const t = (at + 1) / PIECES
    const u = 1 - t
    const on = (axis: 0 | 1) => u ** 3 * from[axis] + 3 * u * u * t * a[axis] + 3 * u * t * t * b[axis] + t ** 3 * to[axis]
    return [on(0), on(1)]
  })
}
