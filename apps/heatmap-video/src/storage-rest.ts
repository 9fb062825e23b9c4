import type { MemoryConsumer, MemoryUsage } from '@plimsoll/bytes'

/** What a storage holds besides the frames that it is given: those have reservations of their own, and count once. */
export class StorageRest implements MemoryConsumer {
  /** The name in the list of holders. */
  readonly name = 'frame storage'
  readonly #storage: MemoryConsumer
  readonly #framesBytes: () => number

  /** @param framesBytes - bytes of the frames that it has now */
  constructor(storage: MemoryConsumer, framesBytes: () => number) {
    this.#storage = storage
    this.#framesBytes = framesBytes
  }

  /** Its tables. */
  memoryUsage(): MemoryUsage {
    const { heapBytes, externalBytes, entries } = this.#storage.memoryUsage()
    return { heapBytes, externalBytes: Math.max(0, externalBytes - this.#framesBytes()), entries }
  }

  /** What the storage can do without. */
  reclaim(bytes: number): number | Promise<number> {
    return this.#storage.reclaim(bytes)
  }
}
