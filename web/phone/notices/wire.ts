// Notices as the server tells them.

import type { Schemas } from '@/api/types'

export type Notice = Schemas['Notice']
export type NoticePage = Schemas['NoticePage']
export type Alert = Schemas['Alert']
