import type { problem as zh } from '../zh/problem'

export const problem: typeof zh = {
  title: 'Something went wrong',
}
