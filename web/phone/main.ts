// Starts the phone app: the last session from the phone itself, and meanwhile what else the first page needs.

import 'vant/es/style/base.css'
import './theme.css'

import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { loadRouteLocation } from 'vue-router'
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
  const pinia = createPinia()
  const words = startLanguage()
  const session = useSession(pinia).start()
  readFirstPage()
  // Whatever comes of it, the phone's database is looked at first: without it nothing else works either.
  session.catch(() => undefined)

  const missing = await lacks(thisBrowser())
  await words
  if (missing.includes('database')) {
    createApp(NoDatabase).mount('#app')
    return
  }
  const app = createApp(App, { lacks: missing.filter((one): one is Exclude<Lack, 'database'> => one !== 'database') }).use(pinia)
  // Before the router asks who is here.
  await session
  app.use(router).mount('#app')
  void startUpdates(router)
}

/** Its code, where the phone has it, while the database opens. The router comes to what fails here, and says so. */
function readFirstPage(): void {
  if (!navigator.serviceWorker?.controller) return
  const path = location.pathname.slice('/m'.length)
  loadRouteLocation(router.resolve(path.length > 1 ? path : '/work')).catch(() => undefined)
}
