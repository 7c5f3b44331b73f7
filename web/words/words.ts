// Which language the app speaks and its words; the word lists themselves are zh.ts and en.ts.

import { readonly, ref, shallowReactive } from 'vue'
import { keep, kept } from './kept'
import { zh, type Words } from './zh'

export type { Words }

export type Language = 'zh' | 'en'

const KEY = 'xuncheng-language'

const words: Words = shallowReactive({ ...zh })
const language = ref<Language>('zh')

/** `w.report.send` in a template changes with the language. */
export function useWords(): Words {
  return words
}

export function useLanguage() {
  return { language: readonly(language), setLanguage }
}

/** English is loaded only where it is wanted. */
export async function setLanguage(wanted: Language): Promise<void> {
  Object.assign(words, wanted === 'en' ? (await import('./en')).en : zh)
  language.value = wanted
  keep('local', KEY, wanted)
  document.documentElement.lang = wanted === 'en' ? 'en' : 'zh-CN'
}

/** The language chosen on this phone; Chinese until somebody chooses, and where the English words do not come this time. */
export async function startLanguage(): Promise<void> {
  if (kept('local', KEY) === 'en') await setLanguage('en').catch((fault: unknown) => console.warn('language', fault))
}

export function currentLanguage(): Language {
  return language.value
}
