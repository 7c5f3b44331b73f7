import type { problem as zh } from '../zh/problem'

export const problem: typeof zh = {
  title: 'Something went wrong',
  noConnection: 'The server cannot be reached. Check the network; it will be tried again by itself.',
  signedOut: 'The session has ended. Sign in again; everything you wrote is kept on this phone.',
  storageFull: 'The phone is full and this is not kept yet. Make room and try again.',
  unexpected: 'This did not work. Try again; if it keeps happening, send the diagnostics.',
  requestId: (id: string) => `Request ${id}`,
  photoLost: 'The photo is gone from this phone (the system may have cleaned it up). Take it again.',
  photosNotConfirmed: 'The server has not confirmed every photo. They are still on this phone; try again.',
}
