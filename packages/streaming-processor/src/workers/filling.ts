import { type Range, rangeOf, StreamError } from '../errors.js'
import type { Executor, Outcomes } from '../map/executor.js'
import { blame, codeOf } from './blame.js'
import { type Cells, type Filled, isFill, type MovedFill, type SharedFill } from './fill-wire.js'
import { type Lane, type Lanes, sendBy } from './lanes.js'
import { Pace } from './pace.js'

/** A range that was filled. */
export interface FilledRange<Item, Into extends Cells> extends Range {
  /** What the source gave. */
  readonly item: Item
  /** The view of its cells. */
  readonly values: Into
}

/** A range of the source, on its way. */
export interface Job {
  readonly item: Range
  readonly index: number
  /** Cells that are not done. */
  left: number
}

/** A part of a range that was not done yet. */
export interface Part {
  readonly job: Job
  readonly start: number
  readonly end: number
  /** Workers that died at it. */
  readonly deaths: number
  /** Workers that died before they began anything of a message with it. */
  readonly unbegun: number
}

/** Cuts ranges into parts for workers, whatever the size of the ranges, and puts together what comes of them. */
export abstract class Filling<Item, Into extends Cells> implements Executor<Item> {
  protected readonly lanes: Lanes
  protected readonly into: Into
  /** Parts whose worker died at them, each to be done by itself. */
  protected readonly lost: Part[] = []
  /** How many cells a worker is given. */
  protected readonly pace: Pace
  protected closed = false
  readonly #fn: string
  readonly #outcomes: Outcomes
  #queue: Part[] = []
  #head = 0
  #queued = 0

  constructor(lanes: Lanes, fn: string, into: Into, outcomes: Outcomes) {
    this.lanes = lanes
    this.#fn = fn
    this.into = into
    this.pace = new Pace(lanes.pool, fn)
    this.#outcomes = outcomes
  }

  get free(): boolean {
    if (this.closed) return false
    // One range behind the first, however large that is, for its end comes before it is told that it is whole.
    return this.#queue.length - this.#head < 2 || this.#queued < this.pace.cells * this.lanes.count
  }

  begin(item: Item, index: number): void {
    const range = rangeOf(item)
    if (!range || !fits(range, this.into.length)) {
      const what = range ? `item ${index} (${range.start} up to ${range.end})` : `item ${index}, which is no range,`
      const text = `${what} does not fit into the ${this.into.length} cells of \`into\`; give ranges of whole cells within it`
      const options = { index, ...(range && { range }) }
      this.#outcomes.failed(index, new StreamError('STREAM_INVALID_OPTIONS', text, options))
      return
    }
    const job: Job = { item: item as Range, index, left: range.end - range.start }
    if (job.left === 0) {
      this.#done(job)
      return
    }
    this.#queue.push({ job, start: range.start, end: range.end, deaths: 0, unbegun: 0 })
    this.#queued += job.left
    if (!this.free) this.flush()
  }

  abstract flush(): void

  close(): Promise<void> | undefined {
    this.closed = true
    this.#queue = []
    this.#head = 0
    return this.lanes.close()
  }

  /** Cells that wait. */
  protected get queued(): number {
    return this.#queued
  }

  /** Takes parts of so many cells together from what waits, at most; the last of them may be cut for it. */
  protected carve(cells: number): Part[] {
    const parts: Part[] = []
    let room = cells
    while (room > 0 && this.#head < this.#queue.length) {
      const part = this.#queue[this.#head] as Part
      const size = part.end - part.start
      if (size <= room) {
        parts.push(part)
        this.#head += 1
      } else {
        const cut = part.start + room
        parts.push({ ...part, end: cut })
        this.#queue[this.#head] = { ...part, start: cut }
      }
      room -= size
    }
    this.#queued -= Math.min(this.#queued, cells)
    // Emptied from time to time, not shifted each time.
    if (this.#head > 64 && this.#head * 2 > this.#queue.length) {
      this.#queue = this.#queue.slice(this.#head)
      this.#head = 0
    }
    return parts
  }

  /** Puts parts back in front of what waits. */
  protected putBack(parts: readonly Part[]): void {
    this.#queue = [...parts, ...this.#queue.slice(this.#head)]
    this.#head = 0
    for (const part of parts) this.#queued += part.end - part.start
  }

  /** Counts a part as done. */
  protected finish({ job, start, end }: Part): void {
    job.left -= end - start
    if (job.left === 0) this.#done(job)
  }

  /** Has a part done again at which a worker died, or fails its range when that was the second. */
  protected died(part: Part, error: unknown): void {
    if (part.deaths > 0) this.fail(part.job, error)
    else this.lost.push({ ...part, deaths: 1 })
  }

  /** Fails the range of a part. */
  protected fail({ item, index }: Job, error: unknown): void {
    const known = error instanceof StreamError
    this.#outcomes.failed(index, known ? error : blame({ fn: this.#fn, item, index, moved: false }, error))
  }

  /** Asks a worker to fill. */
  protected send(
    lane: Lane,
    task: SharedFill | MovedFill,
    answered: (filled: Filled) => void,
    failed: (error: unknown, died: boolean, begun: boolean | undefined) => void,
  ): void {
    lane.load += 1
    const leave = () => {
      lane.load -= 1
      if (lane.load === 0) lane.closed = false
    }
    const [answer] = sendBy(lane, [task], [])
    ;(answer as Promise<unknown>).then(
      value => {
        leave()
        if (this.closed) return
        if (isFill(value) && 'cells' in value) {
          if (value.cells > 0) this.pace.learn(value.cells, value.ms)
          answered(value)
        } else failed(this.#notInPieces(), false, true)
        this.flush()
      },
      (error: unknown) => {
        leave()
        if (this.closed) return
        failed(error, codeOf(error) === 'WORKER_DIED', (error as { begun?: boolean })?.begun)
        this.flush()
      },
    )
  }

  #done({ item, index }: Job): void {
    this.#outcomes.done(index, new Whole(item, this.into))
  }

  #notInPieces(): StreamError {
    const text = `"${this.#fn}" returned something and filled nothing; expose it as inPieces((range, values) => …)`
    return new StreamError('STREAM_INVALID_OPTIONS', text)
  }
}

class Whole implements FilledRange<Range, Cells> {
  readonly #item: Range
  readonly #into: Cells

  constructor(item: Range, into: Cells) {
    this.#item = item
    this.#into = into
  }

  get item(): Range {
    return this.#item
  }

  get start(): number {
    return this.#item.start
  }

  get end(): number {
    return this.#item.end
  }

  // Made when it is asked for: to make one takes as long as to compute a small range.
  get values(): Cells {
    return this.#into.subarray(this.#item.start, this.#item.end)
  }
}

function fits({ start, end }: Range, cells: number): boolean {
  return Number.isSafeInteger(start) && Number.isSafeInteger(end) && start >= 0 && start <= end && end <= cells
}
