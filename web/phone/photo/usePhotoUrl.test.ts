// A picture's address follows its photo, and is given back when it is not shown any more.

import { beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, nextTick, ref } from 'vue'
import { usePhotoUrl } from './usePhotoUrl'

const get = vi.fn(async (hash: string) => ({ sha256: hash, type: 'image/jpeg', bytes: new ArrayBuffer(1) }))
vi.mock('@/phone/session', () => ({ useSession: () => ({ here: () => ({ db: { thumbnails: { get } } }) }) }))

const settled = async () => {
  for (let turn = 0; turn < 5; turn++) await nextTick()
}

describe('the address of a small picture', () => {
  const made: string[] = []
  const revoked: string[] = []

  beforeEach(() => {
    made.length = revoked.length = 0
    get.mockClear()
    vi.spyOn(URL, 'createObjectURL').mockImplementation(() => `blob:${made.push('') && made.length}`)
    vi.spyOn(URL, 'revokeObjectURL').mockImplementation((url) => void revoked.push(url))
  })

  it('is made once and stays', async () => {
    const scope = effectScope()
    const url = scope.run(() => usePhotoUrl('a'))!
    await settled()
    expect(url.value).toBe('blob:1')
    await settled()
    expect([get.mock.calls.length, made.length, revoked.length]).toEqual([1, 1, 0])
    scope.stop()
    expect(revoked).toEqual(['blob:1'])
  })

  it('changes with the photo and gives the old one back', async () => {
    const scope = effectScope()
    const hash = ref<string | null>('a')
    const url = scope.run(() => usePhotoUrl(hash))!
    await settled()
    hash.value = 'b'
    await settled()
    expect(url.value).toBe('blob:2')
    expect(revoked).toEqual(['blob:1'])
    hash.value = null
    await settled()
    expect(url.value).toBeNull()
    scope.stop()
  })

  it('is asked for again when the network is back, and not when it is there', async () => {
    get.mockRejectedValueOnce(new Error('no network'))
    const scope = effectScope()
    const url = scope.run(() => usePhotoUrl('a'))!
    await settled()
    expect(url.value).toBeNull()
    window.dispatchEvent(new Event('online'))
    await settled()
    expect(url.value).toBe('blob:1')
    window.dispatchEvent(new Event('online'))
    scope.stop()
    window.dispatchEvent(new Event('online'))
    expect(get).toHaveBeenCalledTimes(2)
  })
})
