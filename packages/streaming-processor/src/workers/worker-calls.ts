import type { Executor, Outcomes } from '../map/executor.js'
import { blame, codeOf } from './blame.js'
import type { Lanes } from './lanes.js'
import type { CheckedOptions } from './map-options.js'

/** An item on its way through the workers. */
interface Task<Item> {
  readonly item: Item
  readonly index: number
  /** Its worker died once. */
  again: boolean
}

/** Calls a worker's function with each item, once more where its worker died. */
export class WorkerCalls<Item> implements Executor<Item> {
  readonly #lanes: Lanes
  readonly #outcomes: Outcomes
  readonly #options: CheckedOptions<Item>
  readonly #lost: Task<Item>[] = []
  #closed = false

  constructor(lanes: Lanes, outcomes: Outcomes, options: CheckedOptions<Item>) {
    this.#lanes = lanes
    this.#outcomes = outcomes
    this.#options = options
  }

  /** What was lost comes first. */
  get free(): boolean {
    return this.#lost.length === 0 && this.#lanes.free
  }

  begin(item: Item, index: number): void {
    void this.#run({ item, index, again: false })
  }

  close(): Promise<void> {
    this.#closed = true
    this.#lost.length = 0
    return this.#lanes.close()
  }

  async #run(task: Task<Item>): Promise<void> {
    let moved = false
    try {
      const transfer = this.#options.transfer?.(task.item) ?? []
      moved = transfer.length > 0
      const result = await this.#lanes.call(task.item, transfer, task.again)
      this.#runLost()
      this.#outcomes.done(task.index, result)
    } catch (error) {
      if (this.#closed) return
      if (codeOf(error) === 'WORKER_DIED' && !task.again && !moved) {
        task.again = true
        this.#lost.push(task)
        this.#runLost()
      } else {
        this.#runLost()
        this.#outcomes.failed(task.index, blame({ fn: this.#options.fn, ...task, moved }, error))
      }
    }
  }

  /** Does what was lost again, each item alone on its worker. */
  #runLost(): void {
    while (this.#lost.length > 0 && this.#lanes.idle) {
      const task = this.#lost.shift()
      if (task) void this.#run(task)
    }
  }
}
