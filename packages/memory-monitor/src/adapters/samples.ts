import type { EntryBytes } from './entry-bytes.js'

const buckets = 64
const maxSteps = 2048
const leastMeasured = 16
const maxCallsBetween = 32
const nothing: EntryBytes = { heapBytes: 0, externalBytes: 0 }

/**
 * What an entry takes up in the mean, from a few of them: oldest to newest is cut into 64 parts, and each part is known
 * by the latest entries of it that were measured.
 *
 * A look is `O(1)`: it goes on where the last one stopped, by at most 2,048 steps.
 */
export class Samples<Key, Value> {
  readonly #entries: () => Iterator<[Key, Value]>
  readonly #bytesOf: (key: Key, value: Value) => EntryBytes
  #known: (EntryBytes | undefined)[] = []
  #mean: EntryBytes = nothing
  #size = 0
  #calls = 0
  // Weak, for an iterator that stands still keeps the tables that its Map has grown out of, with all that was in them.
  #iterator: WeakRef<Iterator<[Key, Value]>> | undefined
  #position = 0

  constructor(entries: () => Iterator<[Key, Value]>, bytesOf: (key: Key, value: Value) => EntryBytes) {
    this.#entries = entries
    this.#bytesOf = bytesOf
  }

  /** Looks at some more entries, where there is a reason to, and answers what one takes up in the mean. */
  look(size: number): EntryBytes {
    const changed = Math.abs(size - this.#size)
    this.#calls++
    if (size <= buckets || changed * 32 >= size || this.#calls >= maxCallsBetween) {
      this.#calls = 0
      this.#resize(0, size)
      this.#walk(size)
    }
    // Where all that is known has been evicted, what is left is taken to be alike.
    this.#mean = mean(this.#known) ?? this.#mean
    return size === 0 ? nothing : this.#mean
  }

  /** Takes in that the oldest entries are gone. */
  dropped(oldest: number, size: number): void {
    this.#resize(oldest, size)
    this.#position = Math.max(0, this.#position - oldest)
  }

  /** Begins at the oldest entry again. */
  restart(): void {
    this.#iterator = undefined
    this.#position = 0
  }

  #walk(size: number): void {
    if (size <= buckets) {
      this.#known = []
      this.restart()
    }
    const steps = Math.min(size, maxSteps)
    const stride = Math.max(1, Math.min(Math.floor(size / (2 * buckets)), Math.floor(steps / leastMeasured)))
    let iterator = this.#iterator?.deref()
    if (iterator === undefined) {
      this.restart()
      iterator = this.#entries()
    }
    for (let step = 0; step < steps; step++) {
      const next = iterator.next()
      if (next.done) {
        this.restart()
        return
      }
      if (step % stride === 0) this.#learn(Math.floor((this.#position * buckets) / size), next.value)
      this.#position++
    }
    this.#iterator = this.#position >= size ? undefined : new WeakRef(iterator)
  }

  #learn(bucket: number, [key, value]: [Key, Value]): void {
    const at = Math.min(bucket, buckets - 1)
    const bytes = this.#bytesOf(key, value)
    const known = this.#known[at]
    this.#known[at] = known === undefined ? bytes : mean([known, bytes])
  }

  // Each part takes over what was known of the entries that stand in it now; of new entries nothing is known.
  #resize(oldest: number, size: number): void {
    if (oldest === 0 && size === this.#size) return
    const before = this.#known
    const each = this.#size / buckets
    this.#known = Array.from({ length: buckets }, (_, bucket) => {
      const entry = oldest + ((bucket + 0.5) * size) / buckets
      return entry < this.#size ? before[Math.floor(entry / each)] : undefined
    })
    this.#size = size
  }
}

function mean(known: readonly (EntryBytes | undefined)[]): EntryBytes | undefined {
  let [heapBytes, externalBytes, count] = [0, 0, 0]
  for (const bytes of known) {
    if (bytes === undefined) continue
    heapBytes += bytes.heapBytes
    externalBytes += bytes.externalBytes
    count++
  }
  return count === 0 ? undefined : { heapBytes: heapBytes / count, externalBytes: externalBytes / count }
}
