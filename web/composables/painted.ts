// Waiting for the screen and for a quiet moment: what a person sees goes before what the phone has to do.

const PICTURE_WITHIN_MS = 100

/** Resolves when the next picture is on the screen, soon in any case: on a screen that goes dark none is drawn. */
export function painted(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve))
    setTimeout(resolve, PICTURE_WITHIN_MS)
  })
}

/** A page that waits for the phone's database seems idle; it is not yet there. */
const QUIET_AFTER_MS = 300
const QUIET_WITHIN_MS = 1_000

/** Resolves when the page has had its first moments and has nothing else to do, or after another second of being busy. */
export function quiet(): Promise<void> {
  return new Promise((resolve) => {
    if ('requestIdleCallback' in window) setTimeout(() => requestIdleCallback(() => resolve(), { timeout: QUIET_WITHIN_MS }), QUIET_AFTER_MS)
    else setTimeout(resolve)
  })
}
