// A list of cases as a page shows it: from the phone at once, from the server as soon as it answers, again whenever
// something of the person's own has arrived there.

import { computed, onBeforeUnmount, onMounted, ref, watch } from 'vue'
import { NoConnection } from '@/api/problem'
import { failureText } from '@/phone/failure'
import { useSession } from '@/phone/session'
import { useLiveOf } from '../db/live'
import type { UserDatabase } from '../db/user'
import { fetchAhead } from '../offline/ahead'
import { fetchedAt, listName, moreOfList, MOST_IN_LIST, NO_LIST, readList, refreshList, takeEarly, type Question, type WholeOf, type WorkList } from '../offline/work'
import { useConnection } from '../shell/connection'

/** Coming back to a list within this time shows what is there without asking again. */
const FRESH_MS = 30_000

/** Before the phone's database has answered: not the same as a list that is empty. */
const NOT_READ: WorkList = { ...NO_LIST }

/** With no question there is nothing to show and nothing is asked. */
export function useCaseList(question: () => Question | null, options: { ahead?: () => boolean; whole?: WholeOf } = {}) {
  const { db, client } = useSession().here()
  const name = computed(() => nameOf(question()))
  const busy = ref(false)
  const { online } = useConnection()
  /** The last call found nobody, whatever the browser thinks. */
  const unreached = ref(false)
  const offline = computed(() => unreached.value || !online.value)
  /** What the server said when it answered with a refusal. */
  const problem = ref<string | null>(null)

  const list = useLiveOf<WorkList>(() => {
    const wanted = name.value
    return () => (wanted === null ? NO_LIST : readList(db, wanted))
  }, takeEarly(db, name.value) ?? NOT_READ)
  const loaded = computed(() => list.value !== NOT_READ)

  async function attempt(work: () => Promise<void>): Promise<void> {
    busy.value = true
    problem.value = null
    try {
      await work()
      unreached.value = false
    } catch (fault) {
      unreached.value = isOffline(fault)
      if (!unreached.value) problem.value = failureText(fault)
    } finally {
      busy.value = false
    }
  }

  /** Asked for while an answer is under way: that one may be old already, so once more after it. */
  let again = false

  async function refresh(): Promise<void> {
    again = true
    if (busy.value) return
    while (again) {
      again = false
      const asked = question()
      if (asked === null) return
      await attempt(async () => {
        await refreshList(db, client, asked, Date.now(), options.whole)
        if (options.ahead?.()) void fetchAhead(db, client, (await readList(db, listName(asked))).cases)
      })
      if (unreached.value) return
    }
  }

  async function more(): Promise<void> {
    const asked = question()
    if (asked !== null && !busy.value) await attempt(() => moreOfList(db, client, asked))
  }
  const hasMore = computed(() => list.value.next !== null && list.value.cases.length < MOST_IN_LIST)

  watch(name, async (wanted) => {
    if (wanted === null) return
    if (Date.now() - (await fetchedAt(db, wanted)) > FRESH_MS) await refresh()
  }, { immediate: true })

  const sent = useLiveOf<number>(() => () => lastSentAt(db), 0)
  watch(sent, async (at) => {
    if (name.value === null) return
    if (at > (await fetchedAt(db, name.value))) await refresh()
  })
  useBackOnline(() => void refresh())

  return { list, loaded, busy, offline, problem, refresh, more, hasMore }
}

function nameOf(question: Question | null): string | null {
  return question === null ? null : listName(question)
}

async function lastSentAt(db: UserDatabase): Promise<number> {
  const sent = await db.outbox.where('state').equals('sent').toArray()
  return Math.max(0, ...sent.map((item) => item.sentAt ?? 0))
}

/** Then what is on the phone is shown with its age. An ended session is something else, and said as such. */
export function isOffline(fault: unknown): boolean {
  return fault instanceof NoConnection
}

/** When the network or the person comes back, what is shown may be old. */
export function useBackOnline(again: () => void): void {
  const shown = () => document.visibilityState === 'visible' && again()
  onMounted(() => {
    window.addEventListener('online', again)
    document.addEventListener('visibilitychange', shown)
  })
  onBeforeUnmount(() => {
    window.removeEventListener('online', again)
    document.removeEventListener('visibilitychange', shown)
  })
}
