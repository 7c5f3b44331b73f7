// Whether there is a network at all, as far as the browser knows. That the server answers is another question, which
// only a call can answer.

import { readonly, ref } from 'vue'

const online = ref(true)

export function startConnection(): void {
  online.value = navigator.onLine
  window.addEventListener('online', () => (online.value = true))
  window.addEventListener('offline', () => (online.value = false))
}

export function useConnection() {
  return { online: readonly(online) }
}
