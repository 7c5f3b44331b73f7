// In which order to walk to a handful of places: the nearest next, then crossings undone. As the crow flies, since the
// phone knows no streets without network.

export interface Spot {
  lon: number
  lat: number
}

const METRES_PER_DEGREE = 111_195 // 6,371,000 m × π / 180
/** Undoing a crossing changes another; this many rounds have always been plenty, and they end anyway. */
const MOST_ROUNDS = 50

/** Between two places of one city, where the earth is flat enough. */
export function metres(a: Spot, b: Spot): number {
  const squeeze = Math.cos((((a.lat + b.lat) / 2) * Math.PI) / 180)
  const east = (b.lon - a.lon) * squeeze
  const north = b.lat - a.lat
  return Math.hypot(east, north) * METRES_PER_DEGREE
}

/** All stops, once each, beginning near `from`; without a position the first stop given begins. Does not return. */
export function walkingOrder<S extends Spot>(from: Spot | null, stops: readonly S[]): S[] {
  if (stops.length < 2) return [...stops]
  const start: Spot = from ?? stops[0]!
  return uncrossed(start, nearestNext(start, stops))
}

/** From the start to the last stop, in metres. */
export function walkLength(from: Spot | null, order: readonly Spot[]): number {
  let length = 0
  let at = from ?? order[0]
  for (const stop of order) {
    length += metres(at!, stop)
    at = stop
  }
  return length
}

function nearestNext<S extends Spot>(start: Spot, stops: readonly S[]): S[] {
  const left = [...stops]
  const order: S[] = []
  let at = start
  while (left.length > 0) {
    let nearest = 0
    for (let i = 1; i < left.length; i++) if (metres(at, left[i]!) < metres(at, left[nearest]!)) nearest = i
    const [next] = left.splice(nearest, 1)
    order.push(next!)
    at = next!
  }
  return order
}

/** 2-opt: turns a stretch round wherever that makes the way shorter, until nothing does. */
function uncrossed<S extends Spot>(start: Spot, order: S[]): S[] {
  let shorter = true
  for (let round = 0; shorter && round < MOST_ROUNDS; round++) {
    shorter = false
    for (let i = 0; i < order.length - 1; i++) {
      for (let j = i + 1; j < order.length; j++) {
        if (gain(start, order, i, j) <= 1e-6) continue
        order = [...order.slice(0, i), ...order.slice(i, j + 1).reverse(), ...order.slice(j + 1)]
        shorter = true
      }
    }
  }
  return order
}

/** What turning i…j round saves; after the last stop there is no way to save. */
function gain(start: Spot, order: readonly Spot[], i: number, j: number): number {
  const before = i === 0 ? start : order[i - 1]!
  const after = order[j + 1]
  const now = metres(before, order[i]!) + (after ? metres(order[j]!, after) : 0)
  const then = metres(before, order[j]!) + (after ? metres(order[i]!, after) : 0)
  return now - then
}
