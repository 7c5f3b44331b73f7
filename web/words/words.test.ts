// The languages say the same things.

import { describe, expect, it } from 'vitest'
import { en } from './en'
import { zh } from './zh'

type Tree = { [key: string]: unknown }

function leaves(tree: Tree, at = ''): [string, unknown][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'object' && value !== null ? leaves(value as Tree, `${at}${key}.`) : [[`${at}${key}`, value] as [string, unknown]],
  )
}

describe('the word lists', () => {
  const chinese = leaves(zh)
  const english = new Map(leaves(en))

  it('have the same keys and kinds of words', () => {
    expect([...english.keys()].sort()).toEqual(chinese.map(([key]) => key).sort())
    for (const [key, word] of chinese) {
      expect(typeof english.get(key), key).toBe(typeof word)
      if (typeof word === 'function') expect((english.get(key) as () => string).length, key).toBe(word.length)
    }
  })

  it('call campaigns and the choice of none the same everywhere', () => {
    for (const { report, patrol } of [zh, en]) expect(report.inCampaign).toBe(patrol.campaign)
    expect(zh.report.noCampaign).toBe(zh.patrol.noCampaign)
    for (const [key, word] of chinese) expect(String(word), key).not.toMatch(/专项(?!整治行动)/)
  })

  it('call what is done with a case the same on every page, and one thing by one name', () => {
    for (const { outbox, case_ } of [zh]) {
      for (const [action, word] of Object.entries(case_.action)) expect(outbox.action[action], action).toBe(word)
      expect([outbox.state.refused, outbox.state.sent, outbox.do.redo]).toEqual([case_.pending.refused, case_.pending.sent, case_.redo])
      expect(outbox.action.escalate).toBe(case_.event.escalate)
    }
    // Said otherwise elsewhere: 处置前, 超期, 未被接受, 备注.
    for (const [key, word] of chinese) expect(String(word), key).not.toMatch(/整改前|逾期|受理|未被接收|补充说明/)
  })

  it('name in the help only what can be found in the app', () => {
    const { report, offline, handle, verify, patrol, storage } = zh.help.topics
    const there = new Set(chinese.filter(([key]) => !key.startsWith('help.')).map(([, word]) => word))
    for (const step of [report, offline, handle, verify, patrol, storage].flatMap((topic) => topic.steps)) {
      for (const [, quoted] of step.matchAll(/“([^”]+)”/g)) for (const name of quoted!.split('—')) expect(there.has(name), name).toBe(true)
    }
  })

  it('leave no word empty, and no Chinese in the English ones', () => {
    for (const [key, word] of chinese) {
      if (typeof word === 'string') expect(word.trim(), key).not.toBe('')
    }
    for (const [key, word] of english) {
      if (typeof word === 'string') {
        expect(word.trim(), key).not.toBe('')
        expect(/\p{Script=Han}/u.test(word), key).toBe(false)
      }
    }
  })
})
