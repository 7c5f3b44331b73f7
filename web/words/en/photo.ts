import type { photo as zh } from '../zh/photo'

export const photo: typeof zh = {
  title: 'Photo',
}
