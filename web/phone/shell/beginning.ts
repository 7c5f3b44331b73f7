// What a start comes to: the app, or a page that says why there is none. Nobody is left before an empty screen.

import { note } from '../db/device'

export type Beginning =
  | 'app'
  /** Nothing can be kept on this phone. */
  | 'no-database'
  /** Something of ours or of the person's own data would not open. */
  | 'crashed'

export async function beginning(ready: Promise<unknown>, lacksDatabase: () => Promise<boolean>): Promise<Beginning> {
  try {
    await ready
    return 'app'
  } catch (fault) {
    if (await lacksDatabase().catch(() => false)) return 'no-database'
    void note('start', String(fault))
    return 'crashed'
  }
}
