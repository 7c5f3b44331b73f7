import type { work as zh } from '../zh/work'

export const work: typeof zh = {
  title: 'To do',
}
