// Every page of the phone app in one list; each but the first is a chunk of its own.

import { createRouter, createWebHistory, START_LOCATION, type RouteRecordRaw } from 'vue-router'
import { useSession } from './session'
// Every start ends here: with the app's own code, not a dozen small files after it.
import WorkPage from './pages/work/WorkPage.vue'

declare module 'vue-router' {
  interface RouteMeta {
    /** With the tab bar under it. */
    tabs?: boolean
    /** Open to somebody who is not signed in. */
    open?: boolean
  }
}

export const routes: RouteRecordRaw[] = [
  { path: '/', redirect: '/work' },
  // Reporting
  { path: '/report', component: () => import('./pages/report/ReportPage.vue') },
  { path: '/report/outbox', component: () => import('./pages/outbox/OutboxPage.vue'), meta: { tabs: true } },
  // Work
  { path: '/work', component: WorkPage, meta: { tabs: true } },
  { path: '/work/all', component: WorkPage, props: { all: true }, meta: { tabs: true } },
  { path: '/work/near', component: () => import('./pages/work/NearPage.vue'), meta: { tabs: true } },
  { path: '/search', component: () => import('./pages/search/SearchPage.vue') },
  // A case
  { path: '/case/:id', component: () => import('./pages/case/CasePage.vue'), props: true },
  { path: '/case/:id/handle', component: () => import('./pages/case/HandlePage.vue'), props: true },
  { path: '/case/:id/verify', component: () => import('./pages/case/VerifyPage.vue'), props: true },
  { path: '/case/:id/act/:action', component: () => import('./pages/case/ActPage.vue'), props: true },
  // Patrol
  { path: '/patrol', component: () => import('./pages/patrol/PatrolPage.vue'), meta: { tabs: true } },
  { path: '/patrol/visits', component: () => import('./pages/patrol/VisitsPage.vue') },
  { path: '/patrol/campaigns', component: () => import('./pages/patrol/CampaignsPage.vue') },
  { path: '/patrol/campaigns/:id', component: () => import('./pages/patrol/CampaignPage.vue'), props: true },
  // Me
  { path: '/me', component: () => import('./pages/me/MePage.vue'), meta: { tabs: true } },
  { path: '/me/notices', component: () => import('./pages/notices/NoticesPage.vue') },
  { path: '/me/storage', component: () => import('./pages/me/StoragePage.vue') },
  { path: '/me/leave', component: () => import('./pages/me/LeavePage.vue') },
  { path: '/me/diagnostics', component: () => import('./pages/me/DiagnosticsPage.vue'), meta: { open: true } },
  { path: '/me/help', component: () => import('./pages/help/HelpPage.vue'), meta: { open: true } },
  { path: '/me/password', component: () => import('./pages/sign-in/NewPasswordPage.vue') },
  { path: '/sign-in', component: () => import('./pages/sign-in/SignInPage.vue'), meta: { open: true } },
  { path: '/:nowhere(.*)*', component: () => import('./pages/NowherePage.vue'), meta: { open: true } },
]

export const router = createRouter({
  history: createWebHistory('/m/'),
  routes,
  scrollBehavior: async (_to, from, saved) => {
    if (saved) await tallEnough(saved.top)
    // A start is at the top already; saying so would have it laid out twice.
    return saved ?? (from === START_LOCATION ? false : { top: 0 })
  },
})

// Offline too: whoever was here last is still here.
router.beforeEach((to) => {
  const session = useSession()
  if (to.meta.open) return true
  if (!session.isIn) return { path: '/sign-in', query: { next: to.fullPath } }
  // A one-time password: nothing else would be answered.
  if (session.mustChangePassword && to.path !== '/me/password') return { path: '/me/password', query: { next: to.fullPath } }
  return true
})

/** Going back, a list comes from the phone's database a moment later: only then can it be scrolled to where it was. */
async function tallEnough(top: number): Promise<void> {
  const until = performance.now() + 1_000
  while (document.documentElement.scrollHeight < top + window.innerHeight && performance.now() < until) {
    await new Promise((resolve) => requestAnimationFrame(resolve))
  }
}
