import type { shell as zh } from '../zh/shell'

export const shell: typeof zh = {
  state: 'Status',
  offline: 'No network: go on, everything is sent later',
  missingPage: 'This page is not on the phone yet; try again with a network',
  ended: 'Your session has ended; sending is paused',
  clockFast: (length: string) => `This phone’s clock is ${length} fast; reports and visits carry the server’s time`,
  clockSlow: (length: string) => `This phone’s clock is ${length} slow; reports and visits carry the server’s time`,
  signIn: 'Sign in',
  update: 'A new version is ready',
  updateNow: 'Update',
  updating: 'Updating…',
  unread: (n: number) => (n === 1 ? 'Me, 1 unread notice' : `Me, ${n} unread notices`),
  understood: 'Understood',
  howTo: 'What to do',
  lacks: {
    private: 'This is a private window: drafts and the outbox are gone when it is closed. Use a normal one.',
    insecure: 'This address is not https: the browser gives no camera, no place and no offline use, and photos cannot be prepared, so nothing can be reported. Use the https address.',
    worker: 'This browser cannot open the app without a network.',
    camera: 'This browser gives no camera. Choose photos from the gallery.',
    place: 'This browser gives no location. Put the pin on the map yourself.',
  },
  noDatabaseTitle: 'Nothing can be kept on this phone',
  noDatabase: 'The browser does not let the app keep data, so reports could be lost; the app cannot be used like this. Leave private mode, allow the site to keep data, or free some space, and try again.',
  crashed: 'Something went wrong on this page',
  crashedText: 'Drafts and everything waiting are safe on this phone.',
  reload: 'Open again',
}
