// In which order the kinds of problem are offered: those just used, then the campaigns', then the others.

import type { Category, CategoryKey } from '@/api/types'
import type { Words } from '@/words/zh'

const MOST_RECENT = 4

export interface Offered {
  recent: Category[]
  campaign: Category[]
  others: Category[]
}

export function offered(categories: Category[], recent: CategoryKey[]): Offered {
  const active = categories.filter((category) => category.active)
  const used = recent.flatMap((key) => active.filter((category) => sameCategory(category, key))).slice(0, MOST_RECENT)
  const rest = active.filter((category) => !used.includes(category))
  return {
    recent: used,
    campaign: rest.filter((category) => category.campaign_word !== ''),
    others: rest.filter((category) => category.campaign_word === ''),
  }
}

/** As the lists of cases name it, with what the campaigns call it and the person has just chosen. */
export function wholeName({ name, campaign_word }: Category, w: Words): string {
  return campaign_word && campaign_word !== name ? `${name}${w.case_.aside(campaign_word)}` : name
}

/** By name, campaign word or code; every word of the question must be found. */
export function searched(categories: Category[], question: string): Category[] {
  const words = question.toLowerCase().split(/\s+/).filter(Boolean)
  return categories.filter((category) => {
    const text = `${category.name} ${category.campaign_word} ${category.code}`.toLowerCase()
    return category.active && words.every((word) => text.includes(word))
  })
}

/** The latest first, each once. */
export function withRecent(recent: CategoryKey[], { scheme, code }: CategoryKey): CategoryKey[] {
  return [{ scheme, code }, ...recent.filter((key) => !sameCategory(key, { scheme, code }))].slice(0, 2 * MOST_RECENT)
}

export function sameCategory(a: CategoryKey, b: CategoryKey): boolean {
  return a.scheme === b.scheme && a.code === b.code
}
