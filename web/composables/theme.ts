// Light, dark or as the phone says; kept per phone.

import { readonly, ref } from 'vue'
import { keep, kept } from '@/words/kept'

export type Theme = 'light' | 'dark' | 'system'

const KEY = 'xuncheng-theme'
const theme = ref<Theme>('system')
const system = () => window.matchMedia('(prefers-color-scheme: dark)')

export function useTheme() {
  return { theme: readonly(theme), setTheme }
}

export function setTheme(wanted: Theme): void {
  theme.value = wanted
  keep('local', KEY, wanted)
  paint()
}

/** Before the first paint, so that nobody is blinded by a white flash at night. */
export function startTheme(): void {
  const chosen = kept('local', KEY)
  if (chosen === 'light' || chosen === 'dark') theme.value = chosen
  system().addEventListener('change', paint)
  paint()
}

function paint(): void {
  const dark = theme.value === 'dark' || (theme.value === 'system' && system().matches)
  const root = document.documentElement
  root.dataset.theme = dark ? 'dark' : 'light'
  // vant's own dark tokens hang on this class.
  root.classList.toggle('van-theme-dark', dark)
}
