// Starts the phone app: language and theme first, then the last session from the phone itself, then the pages.

import 'vant/es/style/base.css'
import './theme.css'

import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { startTheme } from '@/composables/theme'
import { startLanguage } from '@/words/words'
import App from './App.vue'
import { router } from './router'

startTheme()
void start()

async function start(): Promise<void> {
  await startLanguage()
  createApp(App).use(createPinia()).use(router).mount('#app')
}
