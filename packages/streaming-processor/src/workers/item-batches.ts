import type { TransferItem } from '@plimsoll/workers'
import type { Executor, Outcomes } from '../map/executor.js'
import { BatchSize } from './batch-size.js'
import { blame, codeOf } from './blame.js'
import { type Lane, type Lanes, sendBy } from './lanes.js'

/** What the items of a run go to workers by. */
export interface ItemBatchesOptions<Item> {
  readonly fn: string
  readonly lanes: Lanes
  readonly transfer: ((item: Item) => TransferItem[]) | undefined
  /** The most items in flight, if the user said so. */
  readonly maxInFlight: number | undefined
  /** How many items there are in all; `Infinity` where nobody knows. */
  readonly length: number
}

/** An item on its way through the workers. */
interface Task<Item> {
  readonly item: Item
  readonly index: number
  readonly transfer: TransferItem[]
  /** A worker died while it was at this item. */
  again: boolean
  /** Workers that died before they began any call of a message with this item. */
  unbegun: number
}

/** A call whose worker died. */
interface Death<Item> {
  readonly task: Task<Item>
  readonly error: { readonly begun?: boolean }
}

/** The most items for one worker in flight that nobody said a number for. */
export const mostPerWorker = 128

/** Hands items to workers, small ones many at a time, and has those done again whose worker died. */
export class ItemBatches<Item> implements Executor<Item> {
  readonly #options: ItemBatchesOptions<Item>
  readonly #lanes: Lanes
  readonly #outcomes: Outcomes
  readonly #size: BatchSize
  #queue: Task<Item>[] = []
  /** Those whose worker died at them: each is done alone, so that it is known whether it is to blame. */
  readonly #lost: Task<Item>[] = []
  #begun = 0
  #sent = 0
  #closed = false

  constructor(options: ItemBatchesOptions<Item>, outcomes: Outcomes) {
    this.#options = options
    this.#outcomes = outcomes
    const { lanes, maxInFlight } = options
    this.#lanes = lanes
    const most = Math.floor((maxInFlight ?? mostPerWorker * lanes.count) / (2 * lanes.count))
    this.#size = new BatchSize(lanes.batches ? Math.max(1, most) : 1, lanes.count)
  }

  get free(): boolean {
    return !this.#closed && this.#lost.length === 0 && this.#queue.length + this.#sent < this.#useful
  }

  get window(): number {
    return this.#options.maxInFlight ?? this.#useful
  }

  begin(item: Item, index: number): void {
    let transfer: TransferItem[]
    try {
      transfer = this.#options.transfer?.(item) ?? []
    } catch (error) {
      this.#fail(taskOf(item, index, []), error)
      return
    }
    this.#begun += 1
    this.#queue.push(taskOf(item, index, transfer))
    const size = this.#batch
    if (this.#queue.length < size) return
    const lane = this.#lost.length === 0 && this.#lane(lanes => lanes.free)
    if (lane) this.#send(lane, this.#queue.splice(0, size))
  }

  flush(): void {
    while (this.#lost.length > 0 && this.#lanes.hasIdle) {
      const lane = this.#lane(lanes => lanes.idle)
      if (!lane) return
      lane.closed = true
      this.#send(lane, this.#lost.splice(0, 1), true)
    }
    while (this.#queue.length > 0 && this.#lost.length === 0) {
      const size = this.#batch
      // Less than a batch goes out only to a worker that has nothing to do.
      const full = this.#queue.length >= size
      if (!full && !this.#lanes.hasIdle) return
      const lane = this.#lane(lanes => lanes.free)
      if (!lane) return
      this.#send(lane, this.#queue.splice(0, full ? size : Math.ceil(this.#queue.length / this.#lanes.count)))
    }
  }

  close(): Promise<void> | undefined {
    this.#closed = true
    this.#queue = []
    this.#lost.length = 0
    return this.#lanes.close()
  }

  /** Two batches for each worker: of heavy items, two items. */
  get #useful(): number {
    return 2 * this.#size.count * this.#lanes.count
  }

  get #batch(): number {
    return this.#size.of(this.#options.length - this.#begun + this.#queue.length)
  }

  /** A lane, if one is free; a worker that cannot be started fails the items that wait for it. */
  #lane(choose: (lanes: Lanes) => Lane | undefined): Lane | undefined {
    try {
      return choose(this.#lanes)
    } catch (error) {
      for (const task of [...this.#lost.splice(0), ...this.#queue.splice(0)]) this.#fail(task, error)
      return undefined
    }
  }

  #send(lane: Lane, tasks: Task<Item>[], alone = false): void {
    lane.load += 1
    this.#sent += tasks.length
    let left = tasks.length
    const died: Death<Item>[] = []
    const answered = (tell: () => void) => {
      this.#sent -= 1
      left -= 1
      if (left === 0) {
        lane.load -= 1
        lane.closed = false
      }
      if (this.#closed) return
      tell()
      if (left > 0) return
      this.#lose(died, alone)
      this.flush()
    }
    const answers = sendBy(
      lane,
      tasks.map(task => task.item),
      tasks.map(task => task.transfer),
      (count, ms) => this.#size.learn(count, ms),
    )
    tasks.forEach((task, at) => {
      const answer = answers[at] as Promise<unknown>
      answer.then(
        value => answered(() => this.#outcomes.done(task.index, value)),
        error =>
          answered(() => {
            if (codeOf(error) === 'WORKER_DIED') died.push({ task, error })
            else this.#fail(task, error)
          }),
      )
    })
  }

  /** Has calls of one message made again whose worker died; who may have been to blame, alone. */
  #lose(died: readonly Death<Item>[], alone: boolean): void {
    const [only] = died.length === 1 ? died : []
    // Where nobody knows which calls had begun, only one that was by itself is the last for sure.
    const last = [...died].reverse().find(({ error }) => error.begun) ?? (only?.error.begun === undefined && only)
    // The worker died over the message itself, as one too large for it does, or over what it was sent before.
    const unbegun = died.every(({ error }) => error.begun === false)
    for (const death of died) {
      const { task, error } = death
      if (unbegun) task.unbegun += 1
      const toBlame = (task.again && death === last) || (alone && task.unbegun > 1)
      if (task.transfer.length > 0 || toBlame) this.#fail(task, error)
      // Once may be another's doing; after that each is done by itself, so that it shows which of them it was.
      else if (error.begun === false && task.unbegun < 2 && !task.again) this.#putBack(task)
      else {
        task.again ||= death === last
        this.#lost.push(task)
      }
    }
  }

  #fail({ item, index, transfer }: Task<Item>, error: unknown): void {
    const { fn } = this.#options
    this.#outcomes.failed(index, blame({ fn, item, index, moved: transfer.length > 0 }, error))
  }

  #putBack(task: Task<Item>): void {
    const at = this.#queue.findIndex(({ index }) => index > task.index)
    this.#queue.splice(at < 0 ? this.#queue.length : at, 0, task)
  }
}

function taskOf<Item>(item: Item, index: number, transfer: TransferItem[]): Task<Item> {
  return { item, index, transfer, again: false, unbegun: 0 }
}
