import { BytesLeft, etaMs } from './bytes-left.js'
import type { ChunkPlace } from './chunk-cursor.js'
import type { Progress, RunReport, RunState, SkippedChunk } from './progress.js'
import { SlidingRate } from './sliding-rate.js'
import { WorkClock } from './work-clock.js'

const maxSkippedChunks = 100

/** Counts what a run does. */
export class Tally {
  readonly clock = new WorkClock()
  readonly #total: number | undefined
  readonly #skippedChunks: SkippedChunk[] = []
  #rate = new SlidingRate(0)
  /** What lies before the end, for lines and the like. */
  readonly bytesLeft = new BytesLeft()
  #done = 0
  #chunks = 0
  /** Of these, what was taken by the reader, and so does not come again. */
  #taken = { items: 0, chunks: 0 }
  #skipped = 0
  #retries = 0
  #inFlight = 0
  #bytesInFlight = 0
  #peakBytesInFlight = 0
  #resumedFrom: RunReport['resumedFrom']

  /** @param total - items of the source, where that is known */
  constructor(total: number | undefined) {
    this.#total = total
  }

  /** Goes on from what earlier runs have done. */
  resume(from: { chunks: number; items: number; skipped: number }): void {
    this.#chunks = from.chunks
    this.#done = from.items
    this.#skipped = from.skipped
    this.#taken = { chunks: from.chunks, items: from.items }
    this.#rate = new SlidingRate(from.items)
    this.#resumedFrom = { chunks: from.chunks, items: from.items }
  }

  /** A chunk was read. */
  read(bytes: number): void {
    this.#inFlight += 1
    this.#bytesInFlight += bytes
    this.#peakBytesInFlight = Math.max(this.#peakBytesInFlight, this.#bytesInFlight)
  }

  /** A chunk is tried again. */
  retried(): void {
    this.#retries += 1
  }

  /** A chunk is done. */
  done(place: ChunkPlace): void {
    this.#done += countOf(place)
    this.#chunks += 1
    const { elapsedMs } = this.clock
    this.#rate.add(elapsedMs, this.#done)
    this.bytesLeft.done(place, elapsedMs)
  }

  /** A chunk is given up, which counts as done. */
  skipped(place: ChunkPlace, reason: unknown): void {
    this.#skipped += 1
    if (this.#skippedChunks.length < maxSkippedChunks) {
      const { index, begin } = place
      this.#skippedChunks.push({ index, start: begin.items, count: countOf(place), reason })
    }
    this.done(place)
  }

  /** A result was taken. */
  taken(bytes: number): void {
    this.#inFlight -= 1
    this.#bytesInFlight -= bytes
  }

  /** A chunk is done with for good: its reader asked for the next one, its result is committed, or it was given up. */
  settled(place: ChunkPlace): void {
    this.#taken.items += countOf(place)
    this.#taken.chunks += 1
  }

  /** Nothing is in flight any longer. */
  end(): void {
    this.clock.stop()
    this.#inFlight = 0
    this.#bytesInFlight = 0
  }

  progress(state: RunState): Progress {
    const { elapsedMs } = this.clock
    const rate = this.#rate.perSecond(elapsedMs, this.#done)
    const left = this.#total === undefined ? undefined : this.#total - this.#done
    return {
      state,
      done: this.#done,
      total: this.#total,
      chunks: this.#chunks,
      skipped: this.#skipped,
      retries: this.#retries,
      rate,
      etaMs: state === 'done' ? 0 : left === undefined ? this.bytesLeft.etaMs(elapsedMs) : etaMs(left, rate),
      inFlight: this.#inFlight,
      bytesInFlight: this.#bytesInFlight,
      elapsedMs,
    }
  }

  report(status: RunReport['status'], error: unknown): RunReport {
    return {
      status,
      ...this.#taken,
      skipped: this.#skipped,
      skippedChunks: this.#skippedChunks,
      retries: this.#retries,
      elapsedMs: this.clock.elapsedMs,
      peakBytesInFlight: this.#peakBytesInFlight,
      resumedFrom: this.#resumedFrom,
      error,
    }
  }
}

function countOf({ begin, end }: ChunkPlace): number {
  return end.items - begin.items
}
