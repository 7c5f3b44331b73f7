import type { case_ as zh } from '../zh/case_'

export const case_: typeof zh = {
  title: 'Case',
}
