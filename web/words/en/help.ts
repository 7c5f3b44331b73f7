import type { help as zh } from '../zh/help'

export const help: typeof zh = {
  title: 'Help',
}
