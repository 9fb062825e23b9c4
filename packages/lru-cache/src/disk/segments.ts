import type { FileBackend } from '@plimsoll/files'
import type { Frame } from './frame.js'
import type { HashSeeds } from './key-hash.js'
import { Segment } from './segment.js'
import { segmentHeaderBytes } from './segment-format.js'

/** How the log lies on disk. */
export interface SegmentsPlan {
  readonly backend: FileBackend
  /** The folder of its files. */
  readonly folder: string
  readonly maxDiskBytes: number
  /** Bytes from which on a segment takes no more. */
  readonly segmentBytes: number
}

/** What was found at the opening. */
export interface FoundSegments {
  readonly seeds: HashSeeds
  /** The oldest first, each with the address of its first frame. */
  readonly segments: readonly { readonly segment: Segment; readonly start: number }[]
  /** Records so far that put an end to an earlier one. */
  readonly kills: number
  /** The highest number that a segment has had. */
  readonly lastNumber: number
}

// From `start` on, addresses follow one another in a segment from `offset` on.
interface Extent {
  readonly start: number
  readonly offset: number
  readonly segment: Segment
}

const segmentObjectBytes = 1200

/** The log on disk: segments of which the oldest goes when there is no more room, and where in them an address lies. */
export class Segments {
  /** Is told of a segment that goes, with all that was below an address. */
  dropped: (segment: Segment, floor: number) => void = () => {}
  readonly #plan: SegmentsPlan
  readonly #seeds: HashSeeds
  readonly #segments: Segment[] = []
  readonly #extents: Extent[] = []
  // Those that could not be removed: they count until they are.
  readonly #leftovers: Segment[] = []
  #kills: number
  #lastNumber: number
  #flushFailure: { readonly error: unknown } | undefined

  constructor(plan: SegmentsPlan, found: FoundSegments) {
    this.#plan = plan
    this.#seeds = found.seeds
    this.#kills = found.kills
    this.#lastNumber = found.lastNumber
    for (const { segment, start } of found.segments) {
      this.#segments.push(segment)
      this.#extents.push({ start, offset: segmentHeaderBytes, segment })
    }
  }

  /** Bytes of all files. */
  get diskBytes(): number {
    return [...this.#segments, ...this.#leftovers].reduce((sum, { size }) => sum + size, 0)
  }

  /** Segments there are. */
  get count(): number {
    return this.#segments.length
  }

  /** Whether nothing is left that could be found again. */
  get isEmpty(): boolean {
    return this.#segments.length === 0 && this.#leftovers.length === 0
  }

  /** Forgets which records can be found. */
  forgetLive(): void {
    for (const segment of this.#segments) segment.live = 0
  }

  /** Bytes of objects in memory. */
  get objectBytes(): number {
    return (this.#segments.length + this.#leftovers.length) * segmentObjectBytes
  }

  /** The segment with an address. */
  holding(address: number): Segment | undefined {
    return this.#extentOf(address)?.segment
  }

  /** Reads a record; fewer bytes where the file ends before it. */
  async read(address: number, bytes: number): Promise<Uint8Array> {
    const extent = this.#extentOf(address)
    if (!extent) return new Uint8Array(0)
    return extent.segment.read(extent.offset + (address - extent.start) * 8, bytes)
  }

  /** Writes a frame behind all others, and drops the oldest segments for it. Where that fails, nothing of it is there. */
  async append(frame: Frame): Promise<Segment> {
    const segment = await this.#segmentFor(frame)
    const offset = segment.end
    const place = { seeds: this.#seeds, segment: segment.number, offset }
    await segment.append(frame.sealedFor(place, this.#kills, segment.flushedEnd))
    this.#kills = (this.#kills + frame.kills) % 2 ** 32
    const last = this.#extents[this.#extents.length - 1]
    const follows = last?.segment === segment && last.start + (offset - last.offset) / 8 === frame.start
    if (!follows) this.#extents.push({ start: frame.start, offset, segment })
    return segment
  }

  /** Drops the oldest segment. */
  async dropOldest(nextAddress: number): Promise<void> {
    const segment = this.#segments.shift()
    if (!segment) return
    while (this.#extents[0]?.segment === segment) this.#extents.shift()
    this.dropped(segment, this.#extents[0]?.start ?? nextAddress)
    this.#leftovers.push(segment)
    await this.#removeLeftovers()
  }

  /** Drops all, so that nothing of it is found again, whatever can be removed. */
  async clear(nextAddress: number): Promise<void> {
    while (this.#segments.length > 0) await this.dropOldest(nextAddress).catch(() => {})
    this.#flushFailure = undefined
    await this.#makeRoom(segmentHeaderBytes, nextAddress)
    const segment = await this.#begin()
    // With the names of what was removed.
    await segment.flush()
  }

  /** Resolves when all that was written outlasts a power cut; rejects once for a segment that could not be flushed. */
  async flush(): Promise<void> {
    const failure = this.#flushFailure
    this.#flushFailure = undefined
    const current = this.#segments[this.#segments.length - 1]
    await current?.flush().catch(error => {
      // One that was dropped meanwhile needs none.
      if (this.#segments.includes(current)) throw error
    })
    if (failure) throw failure.error
  }

  /** Gives all files back. */
  async close(): Promise<void> {
    const closed = await Promise.allSettled([...this.#segments, ...this.#leftovers].map(segment => segment.close()))
    for (const { status, reason } of closed as { status: string; reason?: unknown }[]) {
      if (status === 'rejected') throw reason
    }
  }

  async #segmentFor(frame: Frame): Promise<Segment> {
    const { segmentBytes } = this.#plan
    const current = this.#segments[this.#segments.length - 1]
    // What ends others is small, and needs no room of its own where there may be none.
    const fits = current && (current.end + frame.size <= segmentBytes || !frame.hasRecords)
    await this.#makeRoom(frame.size + (fits ? 0 : segmentHeaderBytes), frame.start)
    const left = this.#segments[this.#segments.length - 1]
    if (fits && left) return left
    // What comes later must not outlast what was before it.
    await left?.flush().catch(error => {
      this.#flushFailure ??= { error }
    })
    return this.#begin()
  }

  async #begin(): Promise<Segment> {
    const former = this.#segments[this.#segments.length - 1]
    const number = this.#lastNumber + 1
    const segment = await Segment.begin(this.#plan.backend, this.#plan.folder, {
      seeds: this.#seeds,
      number,
      first: this.#segments[0]?.number ?? number,
      formerEnd: former?.end ?? 0,
      kills: this.#kills,
    })
    this.#lastNumber = number
    this.#segments.push(segment)
    return segment
  }

  async #makeRoom(bytes: number, nextAddress: number): Promise<void> {
    const { maxDiskBytes } = this.#plan
    if (this.diskBytes + bytes > maxDiskBytes) await this.#removeLeftovers()
    while (this.diskBytes + bytes > maxDiskBytes && this.#segments.length > 0) await this.dropOldest(nextAddress)
  }

  async #removeLeftovers(): Promise<void> {
    for (let segment = this.#leftovers[0]; segment; segment = this.#leftovers[0]) {
      await segment.remove()
      this.#leftovers.shift()
    }
  }

  #extentOf(address: number): Extent | undefined {
    const extents = this.#extents
    let low = 0
    let high = extents.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((extents[middle] as Extent).start <= address) low = middle + 1
      else high = middle
    }
    return extents[low - 1]
  }
}
