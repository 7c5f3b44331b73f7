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
