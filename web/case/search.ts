// Finding cases among those on the phone, as near to the server's search as words alone allow: by number, by words of
// description, address and zone, by kind.

import type { Case } from '@/api/types'

export interface Sought {
  text: string
  /** `scheme:code`, or none. */
  category: string | null
}

/** Every word must be found somewhere; the newest report first. */
export function found(cases: readonly Case[], { text, category }: Sought): Case[] {
  const words = text.trim().toLowerCase().split(/\s+/).filter((word) => word !== '')
  return cases
    .filter((one) => category === null || `${one.category.scheme}:${one.category.code}` === category)
    .filter((one) => words.every((word) => haystack(one).includes(word)))
    .sort((a, b) => Date.parse(b.reported_at) - Date.parse(a.reported_at))
}

function haystack(one: Case): string {
  return [one.number, one.description, one.address, one.category.name, one.zone?.name, one.department?.name].join('\n').toLowerCase()
}
