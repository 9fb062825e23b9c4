import { startWorker, type TransferItem, type WorkerClient, type WorkerSource } from '@plimsoll/workers'

/** Workers of the caller: whatever runs functions by name, each call on some worker of its own. */
export interface WorkerPool {
  /** How many workers it has. */
  readonly size: number
  /** Calls a function on whichever worker is free first. A call whose worker died rejects with the code `WORKER_DIED`. */
  call(fn: string, args: unknown[], options?: { transfer?: TransferItem[]; signal?: AbortSignal }): Promise<unknown>
}

/** Where items go: as many workers as there are, each with a call to do and one to follow. */
export interface Lanes {
  /** Whether one more call would be done at once, or next. */
  readonly free: boolean
  /** Whether there is a worker with nothing to do. */
  readonly idle: boolean
  /**
   * Hands a call to the worker with the least to do.
   *
   * @param alone - to one with nothing to do, and nothing else to it meanwhile: needs `idle`
   */
  call(item: unknown, transfer: TransferItem[], alone: boolean): Promise<unknown>
  /** Ends what was started here and gives up what runs. */
  close(): Promise<void>
}

// One call runs and one lies ready, so that a worker does not wait for an answer to travel out and a call to travel in.
const depth = 2

interface Lane {
  readonly worker: WorkerClient<Record<string, (item: unknown) => unknown>>
  load: number
  alone: boolean
}

/** Lanes of own workers, started when they are first needed, each replaced when it dies. */
export class OwnLanes implements Lanes {
  readonly #lanes: Lane[] = []
  readonly #source: WorkerSource
  readonly #fn: string
  readonly #count: number

  /** @param count - the most workers */
  constructor(source: WorkerSource, fn: string, count: number) {
    this.#source = source
    this.#fn = fn
    this.#count = count
  }

  get free(): boolean {
    return this.#canStart || this.#lanes.some(lane => lane.load < depth && !lane.alone)
  }

  get idle(): boolean {
    return this.#canStart || this.#lanes.some(lane => lane.load === 0)
  }

  async call(item: unknown, transfer: TransferItem[], alone: boolean): Promise<unknown> {
    const lane = this.#pick()
    lane.load += 1
    lane.alone = alone
    try {
      return await lane.worker.call(this.#fn, [item], { transfer })
    } finally {
      lane.load -= 1
      lane.alone = false
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#lanes.map(lane => lane.worker.terminate()))
  }

  get #canStart(): boolean {
    return this.#lanes.length < this.#count
  }

  #pick(): Lane {
    let best: Lane | undefined
    for (const lane of this.#lanes) {
      if (!lane.alone && (!best || lane.load < best.load)) best = lane
    }
    if (best && (best.load === 0 || !this.#canStart)) return best
    const lane: Lane = { worker: startWorker(this.#source), load: 0, alone: false }
    this.#lanes.push(lane)
    return lane
  }
}

/** Lanes of a pool, which chooses the worker by itself and is left open. */
export class PoolLanes implements Lanes {
  readonly #pool: WorkerPool
  readonly #fn: string
  readonly #count: number
  readonly #stop = new AbortController()
  #load = 0

  /** @param count - how many of its workers to use */
  constructor(pool: WorkerPool, fn: string, count: number) {
    this.#pool = pool
    this.#fn = fn
    this.#count = count
  }

  get free(): boolean {
    return this.#load < this.#count * depth
  }

  get idle(): boolean {
    return this.#load < this.#count
  }

  async call(item: unknown, transfer: TransferItem[]): Promise<unknown> {
    this.#load += 1
    try {
      return await this.#pool.call(this.#fn, [item], { transfer, signal: this.#stop.signal })
    } finally {
      this.#load -= 1
    }
  }

  async close(): Promise<void> {
    this.#stop.abort()
  }
}
