import { startWorker, type TransferItem, type WorkerSource } from '@plimsoll/workers'
import { StreamError, shown } from '../errors.js'

/** Workers of the caller: whatever runs functions by name, each call on some worker of its own. */
export interface WorkerPool {
  /**
   * How many workers it has.
   *
   * @defaultValue 1, so that a worker of `startWorker` is a pool of one
   */
  readonly size?: number
  /** Calls a function on whichever worker is free first. A call whose worker died rejects with the code `WORKER_DIED`. */
  call(fn: string, args: unknown[], options?: { transfer?: TransferItem[]; signal?: AbortSignal }): Promise<unknown>
  /**
   * Calls a function many times on whichever worker is free first, all on that one, as `callEach` of
   * `@plimsoll/workers` does. A pool that has it, and tells `onAnswers` how long calls take, is given small items
   * together.
   */
  callEach?(
    fn: string,
    argsOfEach: unknown[][],
    options?: {
      transfer?: TransferItem[][]
      signal?: AbortSignal
      onAnswers?: (count: number, ms: number) => void
    },
  ): Promise<unknown>[]
}

/** How messages reach one worker. */
export interface Lane {
  /** Messages that are not answered yet. */
  load: number
  /** Nothing else may go to this worker for now. */
  closed: boolean
  /** Calls the function, once for each item. */
  send(
    items: readonly unknown[],
    transfer: TransferItem[][],
    onAnswers?: (count: number, ms: number) => void,
  ): Promise<unknown>[]
}

// One message is worked on and one lies ready, so that a worker does not wait for answers to travel out and calls to
// travel in.
const depth = 2

/** Sends to a lane; a pool that throws fails the calls, as one that rejects does. */
export function sendBy(
  lane: Lane,
  items: readonly unknown[],
  transfer: TransferItem[][],
  onAnswers?: (count: number, ms: number) => void,
): Promise<unknown>[] {
  try {
    return lane.send(items, transfer, onAnswers)
  } catch (error) {
    return items.map(() => Promise.reject(error))
  }
}

/** As many lanes as workers may be busy. */
export abstract class Lanes {
  /** How many lanes there may be. */
  readonly count: number
  /** Whether many items can go by one message. */
  abstract readonly batches: boolean
  /** Whose workers they are, where they live on. */
  readonly pool: object | undefined
  protected readonly open: Lane[] = []

  /** @param count - how many workers to use */
  constructor(count: number) {
    this.count = count
  }

  /** The lane with the least to do, if it takes a message now; one with nothing at all to do before all others. */
  get free(): Lane | undefined {
    return this.freeBut(() => false)
  }

  /** As {@link Lanes.free}, of those that are not excluded. */
  freeBut(excluded: (lane: Lane) => boolean): Lane | undefined {
    let least: Lane | undefined
    for (const lane of this.open) {
      if (!lane.closed && !excluded(lane) && (!least || lane.load < least.load)) least = lane
    }
    if (least && (least.load === 0 || !this.#canStart)) return least.load < depth ? least : undefined
    return this.#canStart ? this.#start() : undefined
  }

  /** A lane with nothing to do. */
  get idle(): Lane | undefined {
    const lane = this.free
    return lane?.load === 0 ? lane : undefined
  }

  /** Whether there is a lane with nothing to do; starts none. */
  get hasIdle(): boolean {
    return this.#canStart || this.#least?.load === 0
  }

  /** Ends what was started here and gives up what runs. */
  abstract close(): Promise<void> | undefined

  protected abstract start(): Lane

  get #least(): Lane | undefined {
    let least: Lane | undefined
    for (const lane of this.open) {
      if (!lane.closed && (!least || lane.load < least.load)) least = lane
    }
    return least
  }

  get #canStart(): boolean {
    return this.open.length < this.count
  }

  #start(): Lane {
    const lane = this.start()
    this.open.push(lane)
    return lane
  }
}

/** Lanes of own workers, started when they are first needed, each replaced when it dies. */
export class OwnLanes extends Lanes {
  readonly batches = true
  readonly #source: WorkerSource
  readonly #fn: string
  readonly #stops: (() => Promise<void>)[] = []

  constructor(source: WorkerSource, fn: string, count: number) {
    super(count)
    this.#source = source
    this.#fn = fn
  }

  close(): Promise<void> {
    return Promise.all(this.#stops.map(stop => stop())).then(() => {})
  }

  protected start(): Lane {
    const worker = startWorker<Record<string, (item: unknown) => unknown>>(this.#source)
    this.#stops.push(() => worker.terminate())
    return {
      load: 0,
      closed: false,
      send: (items, transfer, onAnswers) =>
        worker.callEach(
          this.#fn,
          items.map(item => [item]),
          { transfer, ...(onAnswers && { onAnswers }) },
        ),
    }
  }
}

/** Lanes of a pool, which chooses the worker by itself and is left open. */
export class PoolLanes extends Lanes {
  override readonly pool: WorkerPool
  readonly #fn: string
  readonly #stop = new AbortController()

  constructor(pool: WorkerPool, fn: string, count: number) {
    super(count)
    this.pool = pool
    this.#fn = fn
  }

  get batches(): boolean {
    return typeof this.pool.callEach === 'function'
  }

  close(): undefined {
    this.#stop.abort()
  }

  protected start(): Lane {
    const { signal } = this.#stop
    return {
      load: 0,
      closed: false,
      send: (items, transfer, onAnswers) => {
        if (!this.pool.callEach)
          return items.map((item, at) =>
            promised('call', this.pool.call(this.#fn, [item], { transfer: transfer[at] ?? [], signal })),
          )
        const args = items.map(item => [item])
        const answers: unknown = this.pool.callEach(this.#fn, args, {
          ...{ transfer, signal },
          ...(onAnswers && { onAnswers }),
        })
        if (!Array.isArray(answers) || answers.length !== items.length) {
          throw notPromised('callEach', answers, `an array of ${items.length} promises, one for each call`)
        }
        return answers.map(answer => promised('callEach', answer))
      },
    }
  }
}

/** What a pool answered, if that is a promise, of whatever make. */
function promised(method: string, answer: unknown): Promise<unknown> {
  if (answer instanceof Promise) return answer
  if (typeof (answer as PromiseLike<unknown> | undefined)?.then === 'function') return Promise.resolve(answer)
  return Promise.reject(notPromised(method, answer, 'a promise'))
}

function notPromised(method: string, answer: unknown, expected: string): StreamError {
  const text = `${method} of the pool answered ${shown(answer)}; it answers ${expected}`
  return new StreamError('STREAM_INVALID_OPTIONS', text)
}
