// Starts the phone app: language and theme, the last session from the phone itself, then the pages. What the browser
// cannot do is found out meanwhile; without a place to keep things there is no app.

// Before any library runs.
import './shell/fills'

import 'vant/es/style/base.css'
import './theme.css'

import { createPinia, type Pinia } from 'pinia'
import { createApp, h, shallowRef } from 'vue'
import { quiet } from '@/composables/painted'
import { startTheme } from '@/composables/theme'
import { startLanguage } from '@/words/words'
import { useSession } from './session'
import App from './App.vue'
import { startClock } from './offline/clock'
import { MINE, readEarly } from './offline/work'
import { pageCrs } from './place/usePosition'
import { router } from './router'
import { lacks, thisBrowser, type Lack } from './shell/abilities'
import { beginning, type Beginning } from './shell/beginning'
import { startConnection } from './shell/connection'
import Crashed from './shell/Crashed.vue'
import NoDatabase from './shell/NoDatabase.vue'
import { startUpdates } from './shell/update'

// Read before the router drops the query.
pageCrs()
startTheme()
void start()

async function start(): Promise<void> {
  const pinia = createPinia()
  // The phone's database takes its time; the rest is made meanwhile.
  const person = lastPerson(pinia)
  startConnection()
  const words = startLanguage()
  const missing = shallowRef<Lack[]>([])
  const app = createApp(() => h(App, { lacks: missing.value.filter((one) => one !== 'database') })).use(pinia)
  // Before the router asks who is here.
  const begun = await beginning(Promise.all([person, words]), async () => (await lacks(thisBrowser())).includes('database'))
  if (begun !== 'app') return instead(begun)
  app.use(router).mount('#app')

  await quiet()
  void startUpdates(router)
  void startClock()
  missing.value = await lacks(thisBrowser())
  if (!missing.value.includes('database')) return
  app.unmount()
  instead('no-database')
}

async function lastPerson(pinia: Pinia): Promise<void> {
  const session = useSession(pinia)
  await session.start()
  if (session.isIn) await readEarly(session.here().db, MINE)
}

function instead(of: Exclude<Beginning, 'app'>): void {
  createApp(of === 'crashed' ? Crashed : NoDatabase).mount('#app')
}
