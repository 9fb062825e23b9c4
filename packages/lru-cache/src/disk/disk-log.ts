import type { DiskIndex } from './disk-index.js'
import { DiskTierError } from './disk-tier-error.js'
import type { Counters } from './disk-tier-stats.js'
import type { Frame } from './frame.js'
import { type HashSeeds, hashed, hashKey } from './key-hash.js'
import { recordBytesOf, recordCheck, writeRecord } from './record.js'
import type { Recovered } from './recover.js'
import { Segments, type SegmentsPlan } from './segments.js'
import type { EncodedValue } from './value-codec.js'
import { WriteQueue } from './write-queue.js'

/** How a log is written. */
export interface DiskLogPlan extends SegmentsPlan {
  readonly maxQueuedBytes: number
  /** How long a frame of small records may become. */
  readonly frameBytes: number
}

/**
 * Records by key: on their way to disk, or in segments there. What is put or deleted is seen at once, and written in the
 * background, in order.
 */
export class DiskLog {
  readonly #index: DiskIndex
  readonly #seeds: HashSeeds
  readonly #queue: WriteQueue
  readonly #segments: Segments
  readonly #counts: Counters
  readonly #tell: (error: DiskTierError) => void
  readonly #youngBytes: number
  readonly #waiting: (() => void)[] = []
  #draining: Promise<void> | undefined
  #isClearing = false
  #isStuck = false
  #failure: DiskTierError | undefined

  constructor(
    plan: DiskLogPlan,
    index: DiskIndex,
    recovered: Recovered,
    counts: Counters,
    tell: (error: DiskTierError) => void,
  ) {
    this.#index = index
    this.#seeds = recovered.seeds
    this.#queue = new WriteQueue(plan.frameBytes, plan.maxQueuedBytes, recovered.nextAddress)
    this.#segments = new Segments(plan, recovered)
    this.#counts = counts
    this.#tell = tell
    this.#youngBytes = plan.maxDiskBytes / 2
    this.#segments.dropped = (segment, floor) => {
      counts.droppedByBound += segment.live
      index.forgetBelow(floor, segment.live)
    }
  }

  /** Bytes of buffers with what is not yet written. */
  get queuedBytes(): number {
    return this.#queue.heldBytes
  }

  /** Bytes of objects in memory. */
  get objectBytes(): number {
    return this.#queue.objectBytes + this.#segments.objectBytes
  }

  /** Bytes of all files. */
  get diskBytes(): number {
    return this.#segments.diskBytes
  }

  /** Files there are. */
  get segments(): number {
    return this.#segments.count
  }

  /** Takes a value in place of an earlier one of that key. */
  put(key: Uint8Array, value: EncodedValue, expiresAt: number): void {
    hashKey(key, this.#seeds)
    const { low, high } = hashed
    const bytes = recordBytesOf(key, value)
    this.#index.makeRoom()
    const place = this.#index.find(low, high)
    const frame = this.#queue.frameFor(bytes)
    if (!frame) {
      this.#counts.droppedByQueue++
      this.#kill(low, high)
      return
    }
    const check = writeRecord(this.#queue.roomIn(frame, bytes), key, value, expiresAt)
    if (place >= 0) {
      if (this.#isThere(place, bytes, check)) {
        this.#counts.unchanged++
        return
      }
      this.#letGo(this.#index.addressAt(place))
    }
    const address = this.#queue.addTo(frame, low, high, bytes, place >= 0, check)
    this.#index.set(low, high, address, bytes, check)
    frame.live++
    this.#counts.puts++
    this.#schedule()
  }

  /** Forgets a key. */
  delete(key: Uint8Array): void {
    hashKey(key, this.#seeds)
    this.#kill(hashed.low, hashed.high)
  }

  /** Forgets all. */
  clear(): void {
    this.#index.forgetBelow(this.#queue.end, this.#index.live)
    this.#segments.forgetLive()
    this.#queue.clear()
    if (this.#queue.first) this.#queue.first.live = 0
    this.#isClearing ||= !this.#segments.isEmpty || this.#queue.first !== undefined
    this.#schedule()
  }

  /**
   * Reads a key's record.
   *
   * @param decode - makes something of a view of it, which is good until it answers
   */
  async read<T>(key: Uint8Array, decode: (record: Uint8Array) => T): Promise<T | undefined> {
    hashKey(key, this.#seeds)
    const { low, high } = hashed
    for (;;) {
      const place = this.#index.find(low, high)
      if (place < 0) return undefined
      const address = this.#index.addressAt(place)
      const bytes = this.#index.bytesAt(place)
      const check = this.#index.checkAt(place)
      const frame = this.#queue.holding(address)
      if (frame) return decode(frame.recordAt(address, bytes))
      const record = await this.#readFrom(address, bytes)
      const now = this.#index.find(low, high)
      if (now < 0) return undefined
      // Another record of the key came meanwhile.
      if (this.#index.addressAt(now) !== address) continue
      if (!record) return undefined
      if (record.length === bytes && recordCheck(record) === check) return decode(record)
      this.#letGo(address)
      this.#index.remove(now)
      this.#counts.damaged++
      this.#tell(
        new DiskTierError('TIER_DAMAGED', 'a record is not what was written (its checksum differs); it is gone'),
      )
      return undefined
    }
  }

  /** Resolves when what was put and deleted before outlasts a power cut; rejects where a part of it could not be written. */
  async flush(): Promise<void> {
    const target = this.#queue.end
    this.#isStuck = false
    this.#schedule()
    const isWaiting = () => this.#isClearing || (this.#queue.first?.start ?? target) < target
    while (isWaiting() && !this.#isStuck) await new Promise<void>(resolve => this.#waiting.push(resolve))
    try {
      await this.#segments.flush()
    } catch (cause) {
      this.#failed('the log could not be flushed', cause)
    }
    const failure = this.#failure
    this.#failure = undefined
    if (failure) throw failure
  }

  /** Writes what is left, and gives the files back. */
  async close(): Promise<void> {
    try {
      await this.flush()
    } finally {
      await this.#draining
      await this.#segments.close()
    }
  }

  async #readFrom(address: number, bytes: number): Promise<Uint8Array | undefined> {
    const holder = this.#segments.holding(address)
    try {
      return await this.#segments.read(address, bytes)
    } catch (cause) {
      // The segment may have gone meanwhile, with its file.
      if (holder !== this.#segments.holding(address)) return undefined
      this.#counts.failedReads++
      this.#tell(new DiskTierError('TIER_READ_FAILED', 'a record could not be read; see cause', { cause }))
      return undefined
    }
  }

  #isThere(place: number, bytes: number, check: number): boolean {
    if (this.#index.bytesAt(place) !== bytes || this.#index.checkAt(place) !== check) return false
    return (this.#queue.end - this.#index.addressAt(place)) * 8 < this.#youngBytes
  }

  #kill(low: number, high: number): void {
    const place = this.#index.find(low, high)
    if (place < 0) return
    this.#letGo(this.#index.addressAt(place))
    this.#index.remove(place)
    this.#queue.kill(low, high)
    this.#schedule()
  }

  #letGo(address: number): void {
    const holder = this.#queue.holding(address) ?? this.#segments.holding(address)
    if (holder) holder.live--
  }

  #schedule(): void {
    this.#draining ??= this.#drain()
  }

  async #drain(): Promise<void> {
    // Those that are put in the same turn go together.
    await undefined
    let goesOn = true
    while (goesOn && (this.#isClearing || this.#queue.first)) {
      goesOn = await (this.#isClearing ? this.#clearFiles() : this.#writeFirst())
      this.#isStuck = !goesOn
      for (const resolve of this.#waiting.splice(0)) resolve()
    }
    this.#draining = undefined
    for (const resolve of this.#waiting.splice(0)) resolve()
  }

  async #clearFiles(): Promise<boolean> {
    try {
      await this.#segments.clear(this.#queue.first?.start ?? this.#queue.end)
      this.#isClearing = false
      return true
    } catch (cause) {
      this.#failed('what was cleared could not be removed', cause)
      return false
    }
  }

  async #writeFirst(): Promise<boolean> {
    const frame = this.#queue.startFirst()
    if (!frame) return true
    try {
      const segment = frame.entries > 0 ? await this.#segments.append(frame) : undefined
      if (segment) segment.live += frame.live
      this.#queue.shift()
      return true
    } catch (cause) {
      this.#failed('values could not be written; they are gone from the tier', cause)
      return this.#goOnWithout(frame, cause)
    }
  }

  // What was put is dropped. What was to end is not: it would come back when the tier is opened again.
  async #goOnWithout(frame: Frame, cause: unknown): Promise<boolean> {
    if (this.#isClearing) {
      this.#queue.shift()
      return true
    }
    if (frame.hasRecords) {
      this.#forget(frame)
      this.#queue.keepKills()
      return true
    }
    if (this.#segments.isEmpty) {
      this.#queue.shift()
      return true
    }
    // On a full disk the oldest segment gives its room for it.
    if ((cause as { code?: unknown }).code !== 'FILES_FULL') return false
    return this.#segments.dropOldest(frame.start).then(
      () => true,
      () => false,
    )
  }

  #forget(frame: Frame): void {
    frame.forEach((low, high, address) => {
      const place = address === 0 ? -1 : this.#index.find(low, high)
      if (place < 0 || this.#index.addressAt(place) !== address) return
      this.#index.remove(place)
      this.#counts.droppedByFailure++
    })
  }

  #failed(what: string, cause: unknown): void {
    this.#counts.failedWrites++
    this.#failure = new DiskTierError('TIER_WRITE_FAILED', `${what}; see cause`, { cause })
    this.#tell(this.#failure)
  }
}
