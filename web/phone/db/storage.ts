// Room on the phone: how much there is, asking the browser to keep our data, and knowing a full store when it shows.

export interface Room {
  usedBytes: number
  totalBytes: number
  /** The browser has promised not to throw it away by itself. */
  persistent: boolean
}

/** The phone could not keep something. What was to be kept is still in memory: tell the person before it is gone. */
export class StorageFull extends Error {
  override readonly name = 'StorageFull'
}

export async function room(): Promise<Room | null> {
  if (!navigator.storage?.estimate) return null
  const { usage = 0, quota = 0 } = await navigator.storage.estimate()
  const persistent = (await navigator.storage.persisted?.()) ?? false
  return { usedBytes: usage, totalBytes: quota, persistent }
}

/** Granted or not depends on the browser; without it data may go when the phone runs full. */
export async function askToPersist(): Promise<boolean> {
  if (!navigator.storage?.persist) return false
  return (await navigator.storage.persisted()) || (await navigator.storage.persist())
}

/** Runs a write and names the one failure a person can do something about. */
export async function keeping<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write()
  } catch (fault) {
    if (isQuota(fault)) throw new StorageFull('the phone’s storage is full', { cause: fault })
    throw fault
  }
}

/** Dexie wraps the browser's error in its own, once or twice. */
function isQuota(fault: unknown): boolean {
  for (let at = fault, depth = 0; at && depth < 5; depth++) {
    const { name, inner, cause, failures } = at as { name?: string; inner?: unknown; cause?: unknown; failures?: unknown[] }
    if (name === 'QuotaExceededError') return true
    at = inner ?? cause ?? failures?.[0]
  }
  return false
}
