// The app starts whatever a browser makes of its service worker.

import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'

const router = () => createRouter({ history: createMemoryHistory(), routes: [{ path: '/', component: {} }] })

/** The state is the module's own: every test starts the app anew. */
async function started(register: () => Promise<unknown>) {
  const workers = Object.assign(new EventTarget(), { register, ready: new Promise(() => {}) })
  vi.stubGlobal('navigator', { serviceWorker: workers, onLine: true })
  const { startUpdates, useUpdate, look } = await import('./update')
  await startUpdates(router())
  await look()
  return useUpdate()
}

beforeEach(() => vi.resetModules())

describe('starting', () => {
  it('goes on without updates where the browser hands out no registration', async () => {
    expect((await started(async () => undefined)).worker.value).toBe('refused')
  })

  it('goes on without updates where the browser refuses', async () => {
    expect((await started(() => Promise.reject(new DOMException('no', 'SecurityError')))).worker.value).toBe('refused')
  })

  it('looks for updates where there is a registration', async () => {
    const registration = Object.assign(new EventTarget(), { waiting: null, installing: null, active: {}, update: vi.fn(async () => {}) })
    const { worker, updateReady } = await started(async () => registration)
    expect([worker.value, updateReady.value]).toEqual(['starting', false])
    expect(registration.update).toHaveBeenCalledOnce()
  })
})

describe('a page whose code is not there', () => {
  const noCode = Object.assign(new TypeError('Failed to fetch dynamically imported module: http://x/m/assets/ReportPage.js'))
  const noStyles = new Error('Unable to preload CSS for /m/assets/ReportPage.css')

  it.each([noCode, noStyles])('is said to be missing without network, and no more once a page has opened: %s', async (fault) => {
    vi.stubGlobal('navigator', { onLine: false })
    const assign = vi.spyOn(location, 'assign').mockImplementation(() => {})
    const { startUpdates, useUpdate } = await import('./update')
    const pages = createRouter({ history: createMemoryHistory(), routes: [{ path: '/', component: {} }, { path: '/work', component: {} }, { path: '/report', component: () => Promise.reject(fault) }] })
    await startUpdates(pages)
    const { missingPage } = useUpdate()
    await pages.push('/')
    await expect(pages.push('/report')).rejects.toBe(fault)
    expect(missingPage.value).toBe(true)
    expect(assign).not.toHaveBeenCalled()
    await pages.push('/work')
    expect(missingPage.value).toBe(false)
  })

  it.each([noCode, noStyles])('is opened afresh with one: %s', async (fault) => {
    vi.stubGlobal('navigator', { onLine: true })
    sessionStorage.clear()
    const assign = vi.spyOn(location, 'assign').mockImplementation(() => {})
    const { startUpdates } = await import('./update')
    const pages = createRouter({ history: createMemoryHistory(), routes: [{ path: '/', component: {} }, { path: '/report', component: () => Promise.reject(fault) }] })
    await startUpdates(pages)
    await pages.push('/')
    await expect(pages.push('/report')).rejects.toBe(fault)
    expect(assign).toHaveBeenCalledOnce()
  })
})
