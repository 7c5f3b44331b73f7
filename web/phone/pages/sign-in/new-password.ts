// What can be told about a new password before the server is asked.

/** In signs, as the server counts them. */
export const SHORTEST = 10

export interface NewPassword {
  old: string
  fresh: string
  again: string
}

/** The first field that will not do. */
export function missingIn({ old, fresh, again }: NewPassword): keyof NewPassword | null {
  if (old === '') return 'old'
  if ([...fresh].length < SHORTEST) return 'fresh'
  return fresh === again ? null : 'again'
}
