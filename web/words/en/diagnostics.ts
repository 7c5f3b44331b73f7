import type { diagnostics as zh } from '../zh/diagnostics'

export const diagnostics: typeof zh = {
  title: 'Diagnostics',
}
