import type { Collection, MemorySample, MemorySource } from '../src/index.js'

/** Memory that is what a test says, with collections that happen when it says so. */
export class FakeMemory implements MemorySource {
  readonly name = 'fake'
  readonly unavailable = {}
  readonly limits: MemorySource['limits']
  oldBytes = 0
  youngBytes = 0
  externalBytes = 0
  rssBytes: number | undefined = 0
  usedOfContainer: number | undefined
  hearsCollections = true
  /** What a measurement throws, where it does. */
  fails: Error | undefined
  samples = 0
  releases = 0
  #heard: ((collection: Collection) => void) | undefined

  constructor({ heapBytes, heapHeadroomBytes, containerBytes }: Partial<MemorySource['limits']> = {}) {
    this.limits = { heapBytes, heapHeadroomBytes, containerBytes }
  }

  /** Whether somebody is told of collections. */
  get watched(): boolean {
    return this.#heard !== undefined
  }

  sample(): MemorySample {
    if (this.fails) throw this.fails
    this.samples++
    return {
      atMs: Date.now(),
      heapUsedBytes: this.oldBytes + this.youngBytes,
      heapTotalBytes: this.oldBytes + this.youngBytes,
      externalBytes: this.externalBytes,
      rssBytes: this.rssBytes,
    }
  }

  heap() {
    return { oldBytes: this.oldBytes, youngBytes: this.youngBytes }
  }

  containerBytes() {
    return this.usedOfContainer
  }

  watch(heard: (collection: Collection) => void) {
    if (!this.hearsCollections) return undefined
    this.#heard = heard
    return () => {
      this.#heard = undefined
    }
  }

  release() {
    this.releases++
  }

  /** A collection that leaves so much. */
  collect(collection: Collection, oldBytes = this.oldBytes, youngBytes = 0): void {
    Object.assign(this, { oldBytes, youngBytes })
    this.#heard?.(collection)
  }
}
