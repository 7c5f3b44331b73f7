// Waiting for the screen and for a quiet moment: what a person sees goes before what the phone has to do.

/** Resolves when the next picture is on the screen; at once where nobody looks, since then none is drawn. */
export function painted(): Promise<void> {
  if (document.visibilityState === 'hidden') return Promise.resolve()
  return new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
}

const QUIET_WITHIN_MS = 1_000

/** Resolves when the page has nothing else to do, or after a second of being busy. */
export function quiet(): Promise<void> {
  return new Promise((resolve) => {
    if ('requestIdleCallback' in window) requestIdleCallback(() => resolve(), { timeout: QUIET_WITHIN_MS })
    else setTimeout(resolve)
  })
}
