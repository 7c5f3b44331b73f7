// Waiting for the screen and for a quiet moment: what a person sees goes before what the phone has to do.

const PICTURE_WITHIN_MS = 100

/** Resolves when the next picture is on the screen, soon in any case: on a screen that goes dark none is drawn. */
export function painted(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve))
    setTimeout(resolve, PICTURE_WITHIN_MS)
  })
}

/** Resolves when the page has nothing else to do, or after so long of being busy. */
export function idle(withinMs: number): Promise<void> {
  return new Promise((resolve) => {
    if ('requestIdleCallback' in window) requestIdleCallback(() => resolve(), { timeout: withinMs })
    else setTimeout(resolve)
  })
}

/** A page that waits for the phone's database seems idle; it is not yet there. */
const FIRST_MOMENTS_MS = 300
const QUIET_WITHIN_MS = 1_000

/** Resolves when the page has had its first moments and is idle. */
export async function quiet(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, FIRST_MOMENTS_MS))
  await idle(QUIET_WITHIN_MS)
}
