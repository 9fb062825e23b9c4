import type { StorageEstimate } from '../file-backend.js'

/** What the browser says of the whole origin; there is no bound where it says nothing. */
export async function webEstimate(): Promise<StorageEstimate> {
  const { usage = 0, quota = Number.POSITIVE_INFINITY } = (await globalThis.navigator?.storage?.estimate?.()) ?? {}
  return { usage, quota }
}

/** Asks the browser not to clear the origin's storage by itself. Workers cannot ask, but can see. */
export async function webPersist(): Promise<boolean> {
  const storage = globalThis.navigator?.storage
  return (await (storage?.persist?.() ?? storage?.persisted?.())) ?? false
}
