// Small choices kept in the browser, for this phone or for this tab. Where it keeps nothing, such as with cookies blocked,
// even looking throws; a choice is then as good as never made, and the app goes on.

type Where = 'local' | 'session'

export function kept(where: Where, key: string): string | null {
  try {
    return storage(where).getItem(key)
  } catch {
    return null
  }
}

export function keep(where: Where, key: string, value: string): void {
  try {
    storage(where).setItem(key, value)
  } catch {
    // Blocked or full: it holds as long as the page does.
  }
}

function storage(where: Where): Storage {
  return where === 'local' ? localStorage : sessionStorage
}
