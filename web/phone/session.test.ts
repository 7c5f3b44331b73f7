// @vitest-environment happy-dom
// Who is here: offline from the phone's own memory, one person after another without a trace of the former, and back again.

import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { NoConnection, Problem, SignedOut } from '@/api/problem'
import { device } from '@/phone/db/device'
import { StorageFull } from '@/phone/db/storage'
import { dropTokens, storedTokens } from '@/phone/db/tokens'
import { getValue, UserDatabase } from '@/phone/db/user'
import { uuidv7 } from '@/phone/db/uuid'
import { PAUSE } from '@/phone/offline/outbox/sender'
import { useSession } from './session'

const person = (username: string) => ({ id: uuidv7(), username, display_name: username, role: 'inspector', unit: { id: 'u', code: 'u', name: '解放路街道' }, scope: { whole_city: true, unit: null }, permissions: [] })
type Person = ReturnType<typeof person>

let lin: Person
let wang: Person
let calls: string[]
let respond: (path: string, body: { username?: string }) => Response | Promise<Response>

beforeEach(async () => {
  await Promise.all([device.kv.clear(), device.people.clear()])
  lin = person('lin')
  wang = person('wang')
  calls = []
  respond = online
  vi.stubGlobal('fetch', async (input: string, init?: RequestInit) => {
    const path = String(input).replace('/api/v1', '')
    calls.push(path)
    return respond(path, init?.body ? JSON.parse(String(init.body)) : {})
  })
})

afterEach(async () => {
  const session = useSession()
  if (session.isIn) await session.signOut({ deleteEverything: false })
})

function online(path: string, body: { username?: string }): Response {
  if (path === '/auth/login') {
    const user = body.username === 'wang' ? wang : lin
    return Response.json({ access_token: `access of ${user.username}`, refresh_token: 'r', expires_in: 900, token_type: 'Bearer', user })
  }
  if (path === '/auth/logout') return new Response(null, { status: 204 })
  if (path === '/me') return Response.json(lin)
  return Response.json({ code: 'not_found', status: 404, detail: '' }, { status: 404 })
}

const offline = () => Promise.reject(new TypeError('no network'))

/** As if the app were opened afresh. */
function opened() {
  setActivePinia(createPinia())
  return useSession()
}

it('starts without network as the person who was here last', async () => {
  const first = opened()
  await first.signIn(' lin ', 'secret')
  await first.here().outbox.newReport({ description: '未发出' })
  respond = offline
  const later = opened()
  await later.start()
  expect(later.me).toMatchObject({ username: 'lin' })
  expect(later.ended).toBe(false)
  expect(await later.here().db.outbox.count()).toBe(1)
})

it('shows at the next sign-in that this phone is known to the server, until the person is removed from it', async () => {
  const shown: (string | undefined)[] = []
  respond = (path, body: { username?: string; device_token?: string }) => {
    if (path !== '/auth/login') return online(path, body)
    shown.push(body.device_token)
    const fresh = body.device_token ? {} : { device_token: `device of ${body.username}` }
    const user = body.username === 'wang' ? wang : lin
    return Response.json({ access_token: 'a', refresh_token: 'r', expires_in: 900, token_type: 'Bearer', user, ...fresh })
  }
  const session = opened()
  await session.signIn('lin', 'secret')
  await session.signOut({ deleteEverything: false })
  await session.signIn('wang', 'secret')
  await session.signOut({ deleteEverything: false })
  await session.signIn(' lin', 'secret')
  expect(shown).toEqual([undefined, undefined, 'device of lin'])
  await session.signOut({ deleteEverything: true })
  await session.signIn('lin', 'secret')
  expect(shown.at(-1)).toBeUndefined()
})

it('opens nothing but the way to another password as long as the present one is a one-time one', async () => {
  let body: unknown
  respond = (path, sent) => {
    if (path === '/me/password') {
      body = sent
      return new Response(null, { status: 204 })
    }
    if (path !== '/auth/login') return online(path, sent)
    return Response.json({ access_token: 'a', refresh_token: 'r', expires_in: 900, token_type: 'Bearer', user: { ...lin, must_change_password: true } })
  }
  const session = opened()
  await session.signIn('lin', 'once')
  expect(session.mustChangePassword).toBe(true)
  await session.changePassword('once', 'another mossy word')
  expect(body).toEqual({ old: 'once', new: 'another mossy word' })
  expect(session.mustChangePassword).toBe(false)
  expect(await getValue(session.here().db, 'me')).toMatchObject({ must_change_password: false })
})

it('starts with nobody on a new phone', async () => {
  const session = opened()
  await session.start()
  expect(session.isIn).toBe(false)
  expect(() => session.here()).toThrow()
})

describe('a password that was changed', () => {
  /** At the server; its answer may still be lost. */
  let changed: boolean
  const said = () => ({ ...lin, must_change_password: !changed })
  const oldIsWrong = { code: 'credentials_wrong', status: 422, title: '', detail: '', errors: [{ pointer: '/old', code: 'credentials_wrong', detail: '原密码不正确' }] }
  beforeEach(() => {
    changed = false
    respond = (path) => {
      if (path === '/auth/login') return Response.json({ access_token: 'a', refresh_token: 'r', expires_in: 900, token_type: 'Bearer', user: said() })
      return path === '/me' ? Response.json(said()) : online(path, {})
    }
  })
  const answers = (password: () => Response | Promise<Response>) => {
    const others = respond
    respond = (path, body) => (path === '/me/password' ? password() : others(path, body))
  }

  it('opens the app although the answer was lost', async () => {
    const session = opened()
    await session.signIn('lin', 'once')
    answers(() => {
      changed = true
      return offline()
    })
    await session.changePassword('once', 'another mossy word')
    expect(session.mustChangePassword).toBe(false)
    expect(await getValue(session.here().db, 'me')).toMatchObject({ must_change_password: false })
  })

  it('opens the app when the old one is refused afterwards', async () => {
    const session = opened()
    await session.signIn('lin', 'once')
    answers(() => Response.json(oldIsWrong, { status: 422 }))
    await expect(session.changePassword('mistyped', 'another mossy word')).rejects.toBeInstanceOf(Problem)
    expect(session.mustChangePassword).toBe(true)
    changed = true
    await session.changePassword('once', 'another mossy word')
    expect(session.mustChangePassword).toBe(false)
  })

  it('is no more than unknown without any network', async () => {
    const session = opened()
    await session.signIn('lin', 'once')
    respond = offline
    await expect(session.changePassword('once', 'another mossy word')).rejects.toBeInstanceOf(NoConnection)
    expect(session.mustChangePassword).toBe(true)
  })

  it('lets other tabs go on', async () => {
    const one = opened()
    await one.signIn('lin', 'once')
    const other = opened()
    await other.start()
    expect(other.mustChangePassword).toBe(true)
    answers(() => new Response(null, { status: 204 }))
    await one.changePassword('once', 'another mossy word')
    await vi.waitFor(() => expect(other.mustChangePassword).toBe(false))
  })
})

describe('several people on one phone', () => {
  it('have databases of their own, and find their own outbox again', async () => {
    const session = opened()
    await session.signIn('lin', 'secret')
    await session.here().outbox.newReport({ description: '林的草稿' })
    await session.signOut({ deleteEverything: false })
    expect(session.isIn).toBe(false)
    expect(calls).toContain('/auth/logout')

    await session.signIn('wang', 'secret')
    expect(await session.here().db.outbox.count()).toBe(0)
    expect((await session.people()).map((one) => one.username).sort()).toEqual(['lin', 'wang'])
    await session.signOut({ deleteEverything: false })

    await session.signIn('lin', 'secret')
    expect(await session.here().db.outbox.toArray()).toMatchObject([{ report: { description: '林的草稿' } }])
  })

  it('leave nothing when they ask for it, and no tokens in any case', async () => {
    const session = opened()
    await session.signIn('lin', 'secret')
    const { db } = session.here()
    await session.here().outbox.newReport()
    await session.signOut({ deleteEverything: true })
    const again = new UserDatabase(db.userId)
    expect(await again.outbox.count()).toBe(0)
    expect(await storedTokens(again)).toBeNull()
    expect(await session.people()).toEqual([])
    await again.delete()
  })

  it('sign out without network, too', async () => {
    const session = opened()
    await session.signIn('lin', 'secret')
    const { db } = session.here()
    respond = offline
    await session.signOut({ deleteEverything: false })
    expect(session.isIn).toBe(false)
    const kept = new UserDatabase(db.userId)
    expect(await storedTokens(kept)).toBeNull()
    kept.close()
  })

  it('cannot delete somebody who is signed in', async () => {
    const session = opened()
    await session.signIn('lin', 'secret')
    await expect(session.forget(lin.id)).rejects.toThrow()
  })
})

describe('a sign-in that fails', () => {
  it.each([
    ['wrong password', () => Response.json({ code: 'credentials_wrong', status: 401, detail: '' }, { status: 401 }), Problem],
    ['no network', offline, NoConnection],
  ])('%s: says so and changes nothing', async (_, answer, kind) => {
    const session = opened()
    respond = answer
    await expect(session.signIn('lin', 'x')).rejects.toBeInstanceOf(kind)
    expect(session.isIn).toBe(false)
    expect(await device.currentUserId()).toBeNull()
  })
})

it('keeps the person in when the server has ended the session, and goes on after signing in again', async () => {
  const session = opened()
  await session.signIn('lin', 'secret')
  const { db, client } = session.here()
  respond = (path) => Response.json({ code: 'unauthenticated', status: 401, detail: '', path }, { status: 401 })
  await expect(client.get('/api/v1/me', {})).rejects.toThrow()
  expect(session.ended).toBe(true)
  expect(session.isIn).toBe(true)
  await db.kv.put({ key: PAUSE, value: { reason: 'signed-out', until: 1, failures: 1 } })

  respond = online
  await session.signIn('lin', 'secret')
  expect(session.ended).toBe(false)
  expect(session.here().db).toBe(db)
  await vi.waitFor(async () => expect(await getValue(db, PAUSE)).toBeNull())
})

it('knows at the start that the session had ended', async () => {
  const first = opened()
  await first.signIn('lin', 'secret')
  await first.here().db.kv.delete('tokens')
  const later = opened()
  await later.start()
  expect(later.isIn).toBe(true)
  expect(later.ended).toBe(true)
})

it('goes on in another tab when the same person has signed in again in this one', async () => {
  const one = opened()
  await one.signIn('lin', 'secret')
  const other = opened()
  await other.start()
  await dropTokens(one.here().db)
  for (const session of [one, other]) await expect(session.here().client.get('/api/v1/me', {})).rejects.toBeInstanceOf(SignedOut)
  expect([one.ended, other.ended]).toEqual([true, true])

  const reload = vi.spyOn(location, 'reload')
  await one.signIn('lin', 'secret')
  await vi.waitFor(() => expect(other.ended).toBe(false))
  expect(reload).not.toHaveBeenCalled()
  await other.here().client.get('/api/v1/me', {})
})

it('has deleted everything before the server is told, which may take its time', async () => {
  const session = opened()
  await session.signIn('lin', 'secret')
  await session.here().outbox.newReport()
  const left: number[] = []
  respond = (path) => {
    if (path === '/auth/logout') void indexedDB.databases().then((all) => left.push(all.filter(({ name }) => name?.endsWith(lin.id)).length))
    return new Promise(() => {})
  }
  await session.signOut({ deleteEverything: true })
  expect(calls).toContain('/auth/logout')
  await vi.waitFor(() => expect(left).toEqual([0]))
})

describe('a full phone', () => {
  const full = Object.assign(new Error('full'), { name: 'QuotaExceededError' })

  it('leaves the person who is here in when somebody else cannot be kept', async () => {
    const session = opened()
    await session.signIn('lin', 'secret')
    vi.spyOn(device.people, 'put').mockRejectedValue(full)
    await expect(session.signIn('wang', 'secret')).rejects.toBeInstanceOf(StorageFull)
    expect(session.me).toMatchObject({ username: 'lin' })
    expect(await device.currentUserId()).toBe(lin.id)
  })

  it('lets the same person in again, so that what waits can be sent, and out', async () => {
    const session = opened()
    await session.signIn('lin', 'secret')
    const { db, client } = session.here()
    await dropTokens(db)
    await expect(client.get('/api/v1/me', {})).rejects.toBeInstanceOf(SignedOut)
    vi.spyOn(db.kv, 'put').mockRejectedValue(full)
    vi.spyOn(device.kv, 'put').mockRejectedValue(full)
    vi.spyOn(device.people, 'put').mockRejectedValue(full)
    await session.signIn('lin', 'secret')
    expect(session.ended).toBe(false)
    await client.get('/api/v1/me', {})
    await session.signOut({ deleteEverything: false })
    expect(await device.currentUserId()).toBeNull()
  })
})
