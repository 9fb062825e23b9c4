import { byteRanges, type ProcessRun, process } from '@plimsoll/streaming-processor'
import { mapWorkers } from '@plimsoll/streaming-processor/workers'
import type { FileRange } from './file.worker.js'
import { addTally, emptyTally, type Tally } from './tally.js'

/** What is counted. */
export type Count = 'countLines' | 'countFields'

/** How far a run over a file is. */
export interface FileProgress {
  readonly doneBytes: number
  /** Of the last seconds. */
  readonly bytesPerSecond: number
  /** Nothing before the first range is done. */
  readonly etaMs: number | undefined
  /** Pauses left out. */
  readonly elapsedMs: number
}

const startWorker = () => new Worker(new URL('./file.worker.ts', import.meta.url), { type: 'module' })

/**
 * Counts a file on several workers: each reads its own ranges of it, and answers what it counted. A line belongs to the
 * range that it begins in, so that wherever ranges are cut each line is read once.
 */
export class FileRun {
  /** What was counted so far: of the ranges from the start of the file on, without a gap. */
  readonly tally: Tally = emptyTally()
  readonly #file: File
  readonly #rangeBytes: number
  readonly #run: ProcessRun<Tally>

  constructor(file: File, options: { count: Count; rangeBytes: number; workers: number }) {
    this.#file = file
    this.#rangeBytes = options.rangeBytes
    const ranges = byteRanges(file, { maxBytes: options.rangeBytes })
    function* tasks(): Generator<FileRange> {
      for (const range of ranges) yield { ...range, file }
    }
    const tallies = mapWorkers<FileRange, Tally>(tasks(), startWorker, {
      fn: options.count,
      concurrency: options.workers,
    })
    // The work is done in the workers; the run paces it, and knows how far it is.
    this.#run = process(tallies, ([tally]) => tally as Tally, { size: 1, maxInFlight: 1, total: ranges.length })
  }

  /** Runs to the end; rejects when it fails or is aborted, by then no worker is left. */
  async finish(): Promise<void> {
    for await (const tally of this.#run) addTally(this.tally, tally)
  }

  /** How far it is. */
  get progress(): FileProgress {
    const { done, rate, etaMs, elapsedMs } = this.#run.progress
    const doneBytes = Math.min(done * this.#rangeBytes, this.#file.size)
    return { doneBytes, bytesPerSecond: rate * Math.min(this.#rangeBytes, this.#file.size), etaMs, elapsedMs }
  }

  /** Reads no further, or goes on. What the workers are at comes to its end. */
  pause(on: boolean): void {
    if (on) this.#run.pause()
    else this.#run.resume()
  }

  /** Ends it. */
  abort(): void {
    this.#run.abort()
  }
}
