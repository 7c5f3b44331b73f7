// The map as pages use it: its large chunk is fetched when a page first shows one, and its absence is said.

import { defineAsyncComponent, h } from 'vue'
import { useWords } from '@/words/words'

const said = (which: 'loading' | 'failed') => () => h('p', { class: 'map-said', role: 'status' }, useWords().map[which])

export const ZoneMap = defineAsyncComponent({
  loader: () => import('./ZoneMap.vue'),
  loadingComponent: said('loading'),
  errorComponent: said('failed'),
  delay: 150,
})

export type { MapCase } from './ZoneMap.vue'
