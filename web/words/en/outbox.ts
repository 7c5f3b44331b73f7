import type { outbox as zh } from '../zh/outbox'

export const outbox: typeof zh = {
  title: 'Outbox',
}
