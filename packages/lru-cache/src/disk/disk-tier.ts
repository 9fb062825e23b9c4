import type { MemoryUsage } from '@plimsoll/bytes'
import { type FileBackend, type FileLock, platformFiles } from '@plimsoll/files'
import type { Tier, TierEntry, TierHit } from '../tier.js'
import { NoRoom } from './byte-writer.js'
import { DiskIndex } from './disk-index.js'
import { DiskLog } from './disk-log.js'
import { DiskTierError } from './disk-tier-error.js'
import { type CheckedOptions, checkDiskTierOptions, type DiskTierOptions } from './disk-tier-options.js'
import { type Counters, type DiskTierStats, noCounts } from './disk-tier-stats.js'
import { entryBytes, frameHeaderBytes, recordHeaderBytes } from './frame-format.js'
import { isKeptKey, keyBytes } from './key-bytes.js'
import { isSameKey, readRecord } from './record.js'
import { type DiskTierRecovery, recover } from './recover.js'
import { segmentHeaderBytes } from './segment-format.js'
import { Unencodable } from './unencodable.js'
import { type EncodedValue, ValueCodec } from './value-codec.js'

// How many segments a full tier has: one of them goes at a time.
const segmentShare = 16
const largestShare = 4
const mostFrameBytes = 2 ** 18
const objectBytes = 8192

/**
 * A second tier of a cache, on disk: what memory evicts is appended to a bounded log, and found again by `fetch`, also after the
 * process or tab was started anew.
 *
 * All is written in the background. What a resolved {@link DiskTier.flush} covers is there after any crash, and what it covers of
 * deletions, replacements and clearings is gone; a crash before it may lose the one, and bring back the other.
 *
 * Values are encoded when they are put, so that nothing that happens to them later is stored; what is found is a value of its
 * own. Keys are texts, numbers, `BigInt`, booleans, `null` and `undefined`, told apart as a `Map` does; others mean nothing in
 * another process, and are left out. One process or tab has a tier open at a time.
 *
 * @example
 * ```ts
 * const tier = await DiskTier.open<string, Result>({ directory: 'cache', maxDiskBytes: '10GiB' })
 * const cache = new LRUCache({ maxBytes: '256MiB', tier, fetchMethod: key => compute(key) })
 * await cache.fetch('a') // from memory, else from disk, else computed
 * await tier.close()
 * ```
 */
export class DiskTier<K, V> implements Tier<K, V> {
  /** What reports call it. */
  readonly name: string
  /** What the opening found. */
  readonly recovery: DiskTierRecovery
  /** As {@link DiskTier.close}, for `await using`. Missing where the platform has no `Symbol.asyncDispose`. */
  declare readonly [Symbol.asyncDispose]: () => Promise<void>
  readonly #options: CheckedOptions<V>
  readonly #codec: ValueCodec<V>
  readonly #index: DiskIndex
  readonly #log: DiskLog
  readonly #lock: FileLock
  readonly #counts: Counters
  readonly #tell: (error: DiskTierError) => void
  readonly #largestBytes: number
  #closed: Promise<void> | undefined

  private constructor(opened: Opened<V>) {
    const { options, index, log, lock, counts, recovery, tell } = opened
    this.name = options.name
    this.recovery = recovery
    this.#options = options
    this.#codec = new ValueCodec(options.encode, options.decode)
    this.#index = index
    this.#log = log
    this.#lock = lock
    this.#counts = counts
    this.#tell = tell
    const perRecord = segmentHeaderBytes + frameHeaderBytes + entryBytes + recordHeaderBytes + 8
    const most = Math.min(options.maxDiskBytes / largestShare, options.maxQueuedBytes / 2, 2 ** 31 - 1)
    this.#largestBytes = Math.floor(most) - perRecord
    if (Symbol.asyncDispose) {
      Object.defineProperty(this, Symbol.asyncDispose, { configurable: true, value: () => this.close() })
    }
  }

  /**
   * Opens a tier with all it holds, or makes it. The time it takes grows with what is stored: of each value its place is read.
   *
   * @throws {@link DiskTierError} `TIER_INVALID_OPTIONS`; `TIER_LOCKED` where it is open elsewhere for longer than
   * `lockTimeoutMs`; `TIER_UNKNOWN_VERSION` where a newer version of this package wrote it; a `BytesError` for a size that is
   * none; the `FilesError` of what the platform refuses
   */
  static async open<K = string, V = unknown>(options: DiskTierOptions<V>): Promise<DiskTier<K, V>> {
    const checked = checkDiskTierOptions(options)
    const backend = checked.backend ?? platformFiles({ directory: checked.directory })
    const lock = await locked(backend, checked)
    try {
      return new DiskTier<K, V>(await openLog(backend, checked, lock))
    } catch (error) {
      await lock.release().catch(() => {})
      throw error
    }
  }

  /**
   * Takes what memory evicts. Never throws; what cannot be kept is counted, and `onError` is told of values that could not be
   * encoded. A value that is there already, in the newer half of the log, is not written again.
   *
   * @param value - is encoded before this returns
   */
  put(key: K, value: V, entry: TierEntry = {}): void {
    if (this.#closed) return
    if (!isKeptKey(key)) {
      this.#counts.skippedKeys++
      return
    }
    // Before the key, whose bytes are good until the next call: encode may make one.
    const encoded = this.#encoded(value)
    if (this.#closed) return
    try {
      this.#take(key, encoded, entry.expiresAt ?? Number.POSITIVE_INFINITY)
    } catch (cause) {
      this.#counts.droppedByFailure++
      this.#tell(new DiskTierError('TIER_WRITE_FAILED', 'a value could not be taken; see cause', { cause }))
    }
  }

  /**
   * Answers what was put, expired or not; from memory while it is not yet written. Never rejects: what cannot be read is
   * absent, counted, and told to `onError`.
   */
  async get(key: K): Promise<TierHit<V> | undefined> {
    const bytes = this.#closed ? undefined : keyBytes(key)?.slice()
    const hit = bytes && (await this.#log.read(bytes, record => this.#decoded(record, bytes)))
    if (hit) this.#counts.hits++
    else this.#counts.misses++
    return hit
  }

  /**
   * Forgets a key, at once; on disk in the background, in the order of the calls: only {@link DiskTier.flush} makes sure that a
   * crash does not bring it back.
   */
  delete(key: K): void {
    const bytes = this.#closed ? undefined : keyBytes(key)
    if (bytes) this.#log.delete(bytes)
  }

  /**
   * Forgets all, at once; on disk in the background, in the order of the calls: only {@link DiskTier.flush} makes sure that a crash
   * brings nothing back.
   */
  clear(): void {
    if (!this.#closed) this.#log.clear()
  }

  /** What is not yet written, in bytes. */
  get queuedBytes(): number {
    return this.#log.queuedBytes
  }

  /** What it holds in memory: the index, and what is not yet written. `O(1)` for as many segments as there are. */
  memoryUsage(): MemoryUsage {
    return {
      heapBytes: objectBytes + this.#log.objectBytes,
      externalBytes: this.#index.heldBytes + this.#log.queuedBytes + this.#codec.heldBytes,
      entries: this.#index.live,
    }
  }

  /** What it has done since it was opened, and what it holds. */
  stats(): DiskTierStats {
    return {
      ...this.#counts,
      entries: this.#index.live,
      diskBytes: this.#log.diskBytes,
      maxDiskBytes: this.#options.maxDiskBytes,
      segments: this.#log.segments,
      queuedBytes: this.#log.queuedBytes,
    }
  }

  /**
   * Resolves when what was put, deleted, replaced and cleared before outlasts a crash of the process and a power cut, as far as the
   * platform can tell. Before that a crash may leave a key as it was at the last flush, or at any time since.
   *
   * @throws {@link DiskTierError} `TIER_WRITE_FAILED`, once, where a part of what was put or deleted since the last call could
   * not be written
   */
  async flush(): Promise<void> {
    if (!this.#closed) await this.#log.flush()
  }

  /**
   * Writes what is left, and gives files and lock back; may be called twice. Afterwards `get` finds nothing and `put` takes
   * nothing: close the tier when the cache is no longer used.
   *
   * @throws {@link DiskTierError} as {@link DiskTier.flush}
   */
  close(): Promise<void> {
    this.#closed ??= this.#log.close().finally(() => this.#lock.release())
    return this.#closed
  }

  #take(key: K, encoded: EncodedValue | undefined, expiresAt: number): void {
    const bytes = keyBytes(key)
    if (!bytes) {
      this.#counts.skippedKeys++
      return
    }
    const fits = encoded && encoded.bytes.length + bytes.length <= this.#largestBytes
    if (encoded && !fits) this.#counts.tooLarge++
    if (fits) this.#log.put(bytes, encoded, expiresAt)
    // What was there before is outdated.
    else this.#log.delete(bytes)
  }

  #encoded(value: V): EncodedValue | undefined {
    try {
      return this.#codec.encode(value, this.#largestBytes)
    } catch (cause) {
      if (cause instanceof NoRoom) this.#counts.tooLarge++
      else {
        this.#counts.skippedValues++
        this.#tell(unencodable(cause))
      }
      return undefined
    }
  }

  #decoded(record: Uint8Array, wanted: Uint8Array): TierHit<V> | undefined {
    try {
      const { key, value, expiresAt } = readRecord(record)
      // Another key with the same hash took its place.
      if (!isSameKey(key, wanted)) return undefined
      const decoded = this.#codec.decode(value)
      return expiresAt === undefined ? { value: decoded } : { value: decoded, expiresAt }
    } catch (cause) {
      this.#counts.damaged++
      this.#tell(new DiskTierError('TIER_DAMAGED', 'a value could not be decoded; see cause', { cause }))
      return undefined
    }
  }
}

interface Opened<V> {
  readonly options: CheckedOptions<V>
  readonly index: DiskIndex
  readonly log: DiskLog
  readonly lock: FileLock
  readonly counts: Counters
  readonly recovery: DiskTierRecovery
  readonly tell: (error: DiskTierError) => void
}

async function openLog<V>(backend: FileBackend, options: CheckedOptions<V>, lock: FileLock): Promise<Opened<V>> {
  const { name: folder, maxDiskBytes, maxQueuedBytes, onError } = options
  const index = new DiskIndex()
  const counts = noCounts()
  const recovered = await recover(backend, folder, maxDiskBytes, index)
  const tell = (error: DiskTierError) => {
    try {
      onError?.(error)
    } catch (thrown) {
      queueMicrotask(() => {
        throw thrown
      })
    }
  }
  const segmentBytes = Math.floor(maxDiskBytes / segmentShare)
  const frameBytes = Math.min(mostFrameBytes, segmentBytes - segmentHeaderBytes, Math.floor(maxQueuedBytes / 4))
  const plan = { backend, folder, maxDiskBytes, segmentBytes, maxQueuedBytes, frameBytes }
  const log = new DiskLog(plan, index, recovered, counts, tell)
  return { options, index, log, lock, counts, recovery: recovered.recovery, tell }
}

async function locked<V>(backend: FileBackend, { name, lockTimeoutMs }: CheckedOptions<V>): Promise<FileLock> {
  try {
    return await backend.lock(name, { timeoutMs: lockTimeoutMs })
  } catch (cause) {
    if ((cause as { code?: unknown }).code !== 'FILES_LOCKED') throw cause
    const message = `tier "${name}" of "${backend.directory}" is open elsewhere, and still was after ${lockTimeoutMs} ms`
    throw new DiskTierError('TIER_LOCKED', `${message}; close it there, or give this one another name`, { cause })
  }
}

function unencodable(cause: unknown): DiskTierError {
  const what = cause instanceof Unencodable ? `${cause.what} cannot be encoded` : 'a value could not be encoded'
  const cure = 'give encode and decode, or values of plain data'
  return new DiskTierError('TIER_UNENCODABLE_VALUE', `${what}; ${cure}`, { cause })
}
