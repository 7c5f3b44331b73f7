import type { notices as zh } from '../zh/notices'

export const notices: typeof zh = {
  title: 'Notices',
}
