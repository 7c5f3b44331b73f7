// Starts the phone app: language and theme first, then the last session from the phone itself, then the pages.

import 'vant/es/style/base.css'
import './theme.css'

import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { startTheme } from '@/composables/theme'
import { useSession } from '@/stores/session'
import { startLanguage } from '@/words/words'
import App from './App.vue'
import { pageCrs } from './place/usePosition'
import { router } from './router'
import { lacks, thisBrowser, type Lack } from './shell/abilities'
import { startConnection } from './shell/connection'
import NoDatabase from './shell/NoDatabase.vue'
import { startUpdates } from './shell/update'

// Read before the router drops the query.
pageCrs()
startTheme()
void start()

async function start(): Promise<void> {
  startConnection()
  await startLanguage()
  const missing = await lacks(thisBrowser())
  if (missing.includes('database')) {
    createApp(NoDatabase).mount('#app')
    return
  }
  const app = createApp(App, { lacks: missing.filter((one): one is Exclude<Lack, 'database'> => one !== 'database') }).use(createPinia())
  // Before the router asks who is here.
  await useSession().start()
  app.use(router).mount('#app')
  void startUpdates(router)
}
