/** How far a sweep is. */
export interface SweepProgress {
  /** Cells done, those of earlier runs among them. */
  readonly cells: number
  /** All cells of the job. */
  readonly cellsTotal: number
  /** Frames stored. */
  readonly frames: number
  /** All frames of the job. */
  readonly framesTotal: number
  /** Cells of this run by the seconds in which it was not paused. */
  readonly cellsPerSecond: number
  /** Seconds to the end at that rate; 0 at the end, infinite before the first cell. */
  readonly etaSeconds: number
}

/** Counts cells, and tells of them about a thousand times in a sweep, however many chunks it has. */
export class ProgressCounter {
  readonly #tell: ((progress: SweepProgress) => void) | undefined
  readonly #now: () => number
  readonly #startMs: number
  readonly #every: number
  readonly #earlier: number
  readonly #cellsTotal: number
  readonly #framesTotal: number
  #pausedMs = 0
  #cells: number
  #frames: number
  #next: number

  constructor(
    done: {
      readonly cells: number
      readonly cellsTotal: number
      readonly frames: number
      readonly framesTotal: number
    },
    tell?: (progress: SweepProgress) => void,
    now: () => number = () => performance.now(),
  ) {
    this.#tell = tell
    this.#now = now
    this.#startMs = now()
    this.#cellsTotal = done.cellsTotal
    this.#framesTotal = done.framesTotal
    this.#cells = this.#earlier = done.cells
    this.#frames = done.frames
    this.#every = Math.ceil((done.cellsTotal - done.cells) / 1000)
    this.#next = done.cells
    this.report()
  }

  /** Where the sweep is now. */
  get now(): SweepProgress {
    const cells = this.#cells - this.#earlier
    const seconds = this.seconds
    const cellsPerSecond = cells > 0 && seconds > 0 ? cells / seconds : 0
    const left = this.#cellsTotal - this.#cells
    return {
      cells: this.#cells,
      cellsTotal: this.#cellsTotal,
      frames: this.#frames,
      framesTotal: this.#framesTotal,
      cellsPerSecond,
      etaSeconds: left === 0 ? 0 : left / cellsPerSecond,
    }
  }

  /** Seconds of this run, pauses left out. */
  get seconds(): number {
    return (this.#now() - this.#startMs - this.#pausedMs) / 1000
  }

  /** Cells of this run. */
  get cellsOfRun(): number {
    return this.#cells - this.#earlier
  }

  /** Counts a chunk. */
  add(cells: number): void {
    this.#cells += cells
    if (this.#cells >= this.#next) this.report()
  }

  /** Counts a frame that was stored, and tells of it. */
  addFrame(): void {
    this.#frames++
    this.report()
  }

  /** Waits at the gate, off the clock. */
  async pause(gate: Promise<void>): Promise<void> {
    const from = this.#now()
    try {
      await gate
    } finally {
      this.#pausedMs += this.#now() - from
    }
  }

  /** Tells of it now. */
  report(): void {
    this.#next = this.#cells + this.#every
    this.#tell?.(this.now)
  }
}
