import type { place as zh } from '../zh/place'

export const place: typeof zh = {
  title: 'Place',
}
