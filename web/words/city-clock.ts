// The clock on the city's wall, wherever the phone thinks it is.

/** All of the country keeps one time, without summer time. */
const CITY_AHEAD_MS = 8 * 60 * 60_000

/** A date whose UTC fields are what that clock shows. */
export function onTheWall(at: number | string): Date {
  return new Date(new Date(at).getTime() + CITY_AHEAD_MS)
}
