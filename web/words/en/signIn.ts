import type { signIn as zh } from '../zh/signIn'

export const signIn: typeof zh = {
  title: 'Sign in',
}
