// The coordinate systems in use in China, by the published formulas, inverted by iteration: as server/domain does it.
// The system is always named by whoever hands a point in; it is never guessed from the numbers.

export interface Point {
  lon: number
  lat: number
}

export type Crs = 'wgs84' | 'gcj02' | 'bd09'

const A = 6_378_245
const EE = 0.00669342162296594323
const X_PI = (Math.PI * 3000) / 180
/** 1e-10° is 11 µm. */
const ENOUGH_DEG = 1e-10
const MOST_PASSES = 30

export function toWgs84(point: Point, crs: Crs): Point {
  switch (crs) {
    case 'wgs84':
      return { lon: point.lon, lat: point.lat }
    case 'gcj02':
      return inverted(point, gcj02Shifted)
    case 'bd09':
      return inverted(point, (wgs) => bd09Shifted(gcj02Shifted(wgs)))
  }
}

export function fromWgs84(wgs: Point, crs: Crs): Point {
  if (crs === 'wgs84' || outsideChina(wgs)) return { lon: wgs.lon, lat: wgs.lat }
  return crs === 'gcj02' ? gcj02Shifted(wgs) : bd09Shifted(gcj02Shifted(wgs))
}

/** The box within which GCJ-02 and BD-09 differ from WGS-84. What is no number is outside. */
export function outsideChina({ lon, lat }: Point): boolean {
  return !(lon >= 72.004 && lon <= 137.8347 && lat >= 0.8293 && lat <= 55.8271)
}

function inverted(target: Point, shift: (point: Point) => Point): Point {
  let guess = target
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    const reached = shift(guess)
    const [lon, lat] = [target.lon - reached.lon, target.lat - reached.lat]
    guess = { lon: guess.lon + lon, lat: guess.lat + lat }
    if (Math.abs(lon) < ENOUGH_DEG && Math.abs(lat) < ENOUGH_DEG) break
  }
  return outsideChina(guess) ? { lon: target.lon, lat: target.lat } : guess
}

function gcj02Shifted(wgs: Point): Point {
  const [x, y] = [wgs.lon - 105, wgs.lat - 35]
  const lat = radians(wgs.lat)
  const magic = 1 - EE * Math.sin(lat) ** 2
  const perRadLat = (A * (1 - EE)) / (magic * Math.sqrt(magic))
  const perRadLon = (A / Math.sqrt(magic)) * Math.cos(lat)
  return { lon: wgs.lon + degrees(eastM(x, y) / perRadLon), lat: wgs.lat + degrees(northM(x, y) / perRadLat) }
}

function northM(x: number, y: number): number {
  const { PI, sin, sqrt, abs } = Math
  return (
    -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) +
    ((20 * sin(6 * x * PI) + 20 * sin(2 * x * PI)) * 2) / 3 +
    ((20 * sin(y * PI) + 40 * sin((y / 3) * PI)) * 2) / 3 +
    ((160 * sin((y / 12) * PI) + 320 * sin((y * PI) / 30)) * 2) / 3
  )
}

function eastM(x: number, y: number): number {
  const { PI, sin, sqrt, abs } = Math
  return (
    300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) +
    ((20 * sin(6 * x * PI) + 20 * sin(2 * x * PI)) * 2) / 3 +
    ((20 * sin(x * PI) + 40 * sin((x / 3) * PI)) * 2) / 3 +
    ((150 * sin((x / 12) * PI) + 300 * sin((x / 30) * PI)) * 2) / 3
  )
}

function bd09Shifted(gcj: Point): Point {
  const radius = Math.hypot(gcj.lon, gcj.lat) + 0.00002 * Math.sin(gcj.lat * X_PI)
  const angle = Math.atan2(gcj.lat, gcj.lon) + 0.000003 * Math.cos(gcj.lon * X_PI)
  return { lon: radius * Math.cos(angle) + 0.0065, lat: radius * Math.sin(angle) + 0.006 }
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180
}

function degrees(radians: number): number {
  return (radians * 180) / Math.PI
}
