import type { search as zh } from '../zh/search'

export const search: typeof zh = {
  title: 'Find a case',
  what: 'Case number, description or place',
  clear: 'Clear',
  category: 'Category',
  anyCategory: 'Any category',
  start: 'Enter a case number, or words of the description or place',
  nothing: 'No case found',
  found: (n: number) => (n === 1 ? '1 case found' : `${n} cases found`),
  offline: 'Offline: only the cases on this phone are searched',
  firstOnly: (n: number) => `Only the newest ${n} are shown; add words to narrow it down`,
}
