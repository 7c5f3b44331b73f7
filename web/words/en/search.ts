import type { search as zh } from '../zh/search'

export const search: typeof zh = {
  title: 'Search',
}
