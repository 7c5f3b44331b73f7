// What a person has chosen on the lists, kept while the app is open: coming back from a case shows the same list.

import { reactive } from 'vue'
import type { Order } from '@/case/order'
import type { Radius } from '@/phone/case/near'
import type { Filter } from './filter'

export interface Choices {
  filter: Filter
  order: Order
  walking: boolean
}

const fresh = (): Choices => ({ filter: { kind: 'none' }, order: 'deadline', walking: false })

const lists = reactive({ mine: fresh(), all: fresh() })
export const nearChoices = reactive<{ radius: Radius; openOnly: boolean }>({ radius: 1_000, openOnly: true })

export function choicesOf(all: boolean): Choices {
  return all ? lists.all : lists.mine
}
