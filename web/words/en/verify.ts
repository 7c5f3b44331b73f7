import type { verify as zh } from '../zh/verify'

export const verify: typeof zh = {
  title: 'Verify',
}
