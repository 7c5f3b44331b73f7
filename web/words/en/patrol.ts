import type { patrol as zh } from '../zh/patrol'

export const patrol: typeof zh = {
  title: 'Patrol',
}
