import type { handle as zh } from '../zh/handle'

export const handle: typeof zh = {
  title: 'Handle',
}
