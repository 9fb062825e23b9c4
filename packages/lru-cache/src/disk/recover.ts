import type { FileBackend } from '@plimsoll/files'
import type { DiskIndex } from './disk-index.js'
import { findSegments, type SegmentFile } from './find-segments.js'
import { entriesOf, type FoundFrame, firstFrameOffset, SegmentScan } from './scan-segment.js'
import { Segment } from './segment.js'
import type { FoundSegments } from './segments.js'

/** What the opening of a tier found. */
export interface DiskTierRecovery {
  /** Values that can be found again. */
  readonly entries: number
  /** Bytes that were no whole part of the log: cut off in the middle of a write, or damaged since. */
  readonly droppedBytes: number
}

/** A store as it was left. */
export interface Recovered extends FoundSegments {
  readonly recovery: DiskTierRecovery
  /** The address of what comes next. */
  readonly nextAddress: number
}

/**
 * Reads the log of a folder, and notes in the index what is in it.
 *
 * A process that is killed leaves the beginning of a frame at the very end. A power cut may leave holes in what was not flushed:
 * the log ends before the first. A hole elsewhere is damage, and may have held the ends of earlier records; the frame behind it
 * tells by its count whether it did, and then all that is older is given up, for what was deleted must not come back.
 */
export async function recover(
  backend: FileBackend,
  folder: string,
  maxDiskBytes: number,
  index: DiskIndex,
): Promise<Recovered> {
  const { seeds, files, lastNumber } = await findSegments(backend, folder, maxDiskBytes)
  const reading = new Recovery(backend, index)
  try {
    for (const [at, file] of files.entries()) await reading.read(file, files[at + 1])
    await reading.end()
  } catch (error) {
    await Promise.allSettled(files.map(({ file }) => file.close()))
    throw error
  }
  const { segments, kills, droppedBytes, nextAddress } = reading
  return { seeds, segments, kills, lastNumber, nextAddress, recovery: { entries: index.live, droppedBytes } }
}

class Recovery {
  segments: { segment: Segment; start: number }[] = []
  kills = 0
  droppedBytes = 0
  nextAddress = 1
  readonly #backend: FileBackend
  readonly #index: DiskIndex
  readonly #given: Segment[] = []
  #isBegun = false

  constructor(backend: FileBackend, index: DiskIndex) {
    this.#backend = backend
    this.#index = index
  }

  async read(found: SegmentFile, next: SegmentFile | undefined): Promise<void> {
    const { header, file, size } = found
    // Where the one before is missing, or not whole to its end, its count is not this one's.
    if (header.kills !== undefined) {
      if (this.#isBegun && header.kills !== this.kills) this.#giveUp(this.nextAddress)
      this.kills = header.kills
    }
    const start = this.nextAddress
    const follows = next?.header.number === header.number + 1
    const limit = follows ? Math.min(size, next.header.formerEnd ?? size) : size
    const scan = new SegmentScan(file, { seeds: header.seeds, segment: header.number }, limit)
    const segment = new Segment(this.#backend, file, { number: header.number, end: limit, size, flushedEnd: 0 })
    this.segments.push({ segment, start })
    this.#isBegun ||= header.kills !== undefined
    let at = firstFrameOffset
    while (at < limit) {
      const frame = (await scan.frameAt(at)) ?? (await this.#frameBehind(scan, at, next === undefined))
      if (!frame) break
      this.droppedBytes += frame.offset - at
      if ((this.#isBegun || frame.offset > at) && frame.header.kills !== this.kills) {
        this.#giveUp(start + (frame.offset - firstFrameOffset) / 8, segment)
      }
      this.kills = frame.header.kills
      this.#isBegun = true
      this.#apply(frame, segment, start)
      segment.flushedEnd = Math.max(segment.flushedEnd, frame.header.flushedEnd)
      at = frame.end
    }
    this.droppedBytes += limit - at
    segment.end = at
    if (!next && size > at) {
      await file.truncate(at)
      segment.size = at
    }
    this.nextAddress = start + Math.ceil(((next ? limit : at) - firstFrameOffset) / 8)
  }

  /** Removes what was given up. */
  async end(): Promise<void> {
    for (const segment of this.#given) await segment.remove()
  }

  // At the end of the log what was flushed alone is damaged; the rest was being written.
  async #frameBehind(scan: SegmentScan, hole: number, isLast: boolean): Promise<FoundFrame | undefined> {
    if (isLast && (await scan.flushedEndFrom(hole + 8)) <= hole) return undefined
    return scan.searchFrom(hole + 8)
  }

  #apply(frame: FoundFrame, segment: Segment, start: number): void {
    for (const { low, high, offset, bytes, check, isKill } of entriesOf(frame)) {
      if (isKill) this.kills = (this.kills + 1) % 2 ** 32
      const place = this.#index.find(low, high)
      if (place >= 0) {
        this.#holding(this.#index.addressAt(place)).live--
        if (bytes === 0) this.#index.remove(place)
      }
      if (bytes === 0) continue
      this.#index.set(low, high, start + (offset - firstFrameOffset) / 8, bytes, check)
      segment.live++
    }
  }

  #holding(address: number): Segment {
    let at = this.segments.length - 1
    while (at > 0 && (this.segments[at] as { start: number }).start > address) at--
    return (this.segments[at] as { segment: Segment }).segment
  }

  // What lies below an address, but for the segment that holds it.
  #giveUp(floor: number, current?: Segment): void {
    this.#index.forgetBelow(floor, this.#index.live)
    for (const { segment } of this.segments) {
      segment.live = 0
      if (segment !== current) this.#given.push(segment)
    }
    this.segments = this.segments.filter(({ segment }) => segment === current)
  }
}
