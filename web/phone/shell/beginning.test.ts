// However a start fails, there is a page that says so.

import { afterEach, describe, expect, it, vi } from 'vitest'
import { startTheme, useTheme, setTheme } from '@/composables/theme'
import { startLanguage, useLanguage, useWords, setLanguage } from '@/words/words'
import { zh } from '@/words/zh'
import { pageCrs } from '../place/usePosition'
import { beginning } from './beginning'

describe('a start', () => {
  const blocked = () => Promise.reject(new DOMException('blocked', 'SecurityError'))

  it.each<[string, () => Promise<unknown>, () => Promise<boolean>, string]>([
    ['with everything there is the app', async () => 'ready', async () => false, 'app'],
    ['without a database says so', () => Promise.reject(new Error('db')), async () => true, 'no-database'],
    ['on which only the person’s own data fails is a crash', () => Promise.reject(new Error('person')), async () => false, 'crashed'],
    ['of which nobody can say why is a crash', () => Promise.reject(new Error('person')), blocked, 'crashed'],
  ])('%s', async (_, ready, lacksDatabase, expected) => {
    expect(await beginning(ready(), lacksDatabase)).toBe(expected)
  })
})

describe('where the browser keeps nothing', () => {
  afterEach(() => vi.unstubAllGlobals())

  it('system, theme and language are as if never chosen, and can be chosen for as long as the page lives', async () => {
    for (const name of ['localStorage', 'sessionStorage']) vi.stubGlobal(name, new Proxy({}, { get: () => { throw new DOMException('blocked', 'SecurityError') } }))
    history.replaceState(null, '', '/m/?crs=gcj02')
    expect(pageCrs()).toBe('gcj02')
    history.replaceState(null, '', '/m/report')
    expect(pageCrs()).toBe('gcj02')
    startTheme()
    setTheme('dark')
    expect(useTheme().theme.value).toBe('dark')
    await startLanguage()
    expect(useLanguage().language.value).toBe('zh')
    await setLanguage('en')
    expect(useLanguage().language.value).toBe('en')
    await setLanguage('zh')
  })
})

it('speaks Chinese where the English words do not come, and English the next time', async () => {
  localStorage.setItem('xuncheng-language', 'en')
  vi.doMock('@/words/en', () => Promise.reject(new TypeError('Failed to fetch dynamically imported module')))
  vi.resetModules()
  const warned = vi.spyOn(console, 'warn').mockImplementation(() => {})
  const words = await import('@/words/words')
  await words.startLanguage()
  expect(words.useLanguage().language.value).toBe('zh')
  expect(words.useWords().app.retry).toBe(zh.app.retry)
  expect(localStorage.getItem('xuncheng-language')).toBe('en')
  expect(warned).toHaveBeenCalledOnce()
  vi.doUnmock('@/words/en')
  expect(useWords().app.retry).toBe(zh.app.retry)
})
