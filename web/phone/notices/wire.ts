// Notices as the server tells them.

import type { CategoryKey } from '@/api/types'

export interface Notice {
  id: string
  at: string
  kind: string
  case: { id: string; number: string; category: CategoryKey & { name: string }; address: string; zone?: { name: string } | null }
  /** In the language that was asked for. */
  text: string
  read: boolean
}

export interface NoticePage {
  items: Notice[]
  unread: number
  next_cursor?: string | null
}
