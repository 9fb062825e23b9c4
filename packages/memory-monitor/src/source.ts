import type { MemoryLimits } from './pressure.js'

/** What memory was at one moment, in bytes; `undefined` where the platform does not tell. */
export interface MemorySample {
  /** When, as `Date.now()` tells it. */
  readonly atMs: number
  /** Objects on the JavaScript heap, alive and not yet collected. */
  readonly heapUsedBytes: number | undefined
  /** What the heap has taken from the system. */
  readonly heapTotalBytes: number | undefined
  /** Bytes that objects hold outside of the heap: backing stores of buffers, of this thread. */
  readonly externalBytes: number | undefined
  /** The resident set: what the whole process has in memory, its threads and native addons included. */
  readonly rssBytes: number | undefined
}

/** What lies on the heap, by how long it has been there. */
export interface Generations {
  /** What survived collections: all of it alive right after a major one. */
  readonly oldBytes: number
  /** What is new: mostly garbage. */
  readonly youngBytes: number
}

/** A garbage collection that was heard of: `'major'` goes over the whole heap, so that what is left then is alive. */
export type Collection = 'major' | 'minor'

/** What a monitor measures: the process's own memory by default; yours in tests, or for a process elsewhere. */
export interface MemorySource {
  /** Who tells: `'v8'`, `'javascriptcore'`, `'chromium'`, `'none'`, or a name of your own. */
  readonly name: string
  /** What the platform cannot tell, by the name of the figure, with the reason. */
  readonly unavailable: Readonly<Record<string, string>>
  /** The heap's limit, the room that V8 wants below it, and the container's limit. */
  readonly limits: Pick<MemoryLimits, 'heapBytes' | 'heapHeadroomBytes' | 'containerBytes'>
  /** Measures, in a few microseconds. */
  sample(): MemorySample
  /** Answers what may be alive on the heap, split where garbage gathers. */
  heap(): Generations | undefined
  /** Answers what counts against the container's limit; `undefined` where there is none. */
  containerBytes(): number | undefined
  /**
   * Calls `heard` after garbage collections, until the function that it answers is called.
   *
   * @returns `undefined` where collections cannot be heard of
   */
  watch(heard: (collection: Collection) => void): (() => void) | undefined
  /** Gives up what it keeps open; it may be used again. */
  release(): void
}
