import { messageOf, StreamError, shown } from '../errors.js'
import type { Executor, Outcomes } from './executor.js'
import { itemError } from './item-error.js'
import type { CheckedMapOptions, MapTask } from './map-options.js'

/** What is called with each item: answers its result, or a promise of it. */
export type MapFunction<Item, Result> = (item: Item, task: MapTask) => Result | PromiseLike<Result>

/** An item that is tried again. */
interface Again<Item> {
  readonly item: Item
  readonly index: number
  readonly attempt: number
  readonly reason: unknown
}

/**
 * One of the calls that run at once; used again for the next, so that a call costs no closures. It keeps what its task says
 * and not the task: to refer from what is old to what is new costs more than to make a task again for who failed.
 */
class Slot<Item> {
  runs = false
  item: Item | undefined
  index = 0
  attempt = 0
  reason: unknown
  /** Another one without a call. */
  next: Slot<Item> | undefined
  timer: ReturnType<typeof setTimeout> | undefined
  controller: AbortController | undefined
  readonly resolve: (value: unknown) => void
  readonly reject: (reason: unknown) => void

  constructor(calls: {
    settle(slot: Slot<Item>, value: unknown): void
    fail(slot: Slot<Item>, reason: unknown): void
  }) {
    this.resolve = value => calls.settle(this, value)
    this.reject = reason => calls.fail(this, reason)
  }
}

/** Calls a function with each item: so many times at once, again where it failed, each time for so long. */
export class Calls<Item> implements Executor<Item> {
  readonly #fn: MapFunction<Item, unknown>
  readonly #outcomes: Outcomes
  readonly #options: CheckedMapOptions<Item>
  readonly #concurrency: number
  readonly #timeoutMs: number | undefined
  readonly #stop = new AbortController()
  readonly #signal = this.#stop.signal
  /** The first of those without a call. */
  #idle: Slot<Item> | undefined
  /** With a time limit, the calls that run. */
  readonly #limited = new Set<Slot<Item>>()
  /** Items that wait for their next attempt: until its time, then for their turn. */
  readonly #delays = new Set<ReturnType<typeof setTimeout>>()
  readonly #again: Again<Item>[] = []
  #running = 0
  #closed = false
  #ending: Promise<void> | undefined
  #settled: (() => void) | undefined

  constructor(fn: MapFunction<Item, unknown>, outcomes: Outcomes, options: CheckedMapOptions<Item>) {
    this.#fn = fn
    this.#outcomes = outcomes
    this.#options = options
    this.#concurrency = options.concurrency
    this.#timeoutMs = options.timeoutMs
    // All calls may listen to it: Node would take more than ten listeners for a leak.
    globalThis.process?.getBuiltinModule?.('node:events')?.setMaxListeners(0, this.#signal)
  }

  get free(): boolean {
    return this.#running < this.#concurrency
  }

  begin(item: Item, index: number): void {
    this.#call(item, index, 1, undefined)
  }

  close(early?: { readonly reason: unknown }): Promise<void> | undefined {
    if (this.#closed) return this.#ending
    this.#closed = true
    // Before anyone is told: who hears of the abort may end calls.
    if (this.#running > 0) {
      this.#ending = new Promise(resolve => {
        this.#settled = resolve
      })
    }
    this.#again.length = 0
    for (const timer of this.#delays) clearTimeout(timer)
    this.#delays.clear()
    if (early) {
      this.#stop.abort(early.reason)
      for (const { controller } of this.#limited) controller?.abort(this.#signal.reason)
    }
    return this.#ending
  }

  /** A call has answered. */
  settle(slot: Slot<Item>, value: unknown): void {
    // Given up before.
    if (!slot.runs) return
    const { index } = slot
    this.#release(slot)
    if (this.#leave()) this.#outcomes.done(index, value)
  }

  /** A call has failed. */
  fail(slot: Slot<Item>, reason: unknown): void {
    if (!slot.runs) return
    const { item } = slot
    const task = this.#taskOf(slot)
    this.#release(slot)
    if (this.#leave()) this.#retryOrGiveUp(item as Item, task, reason)
  }

  #call(item: Item, index: number, attempt: number, reason: unknown): void {
    const slot = this.#idle ?? new Slot<Item>(this)
    this.#idle = slot.next
    this.#running += 1
    slot.runs = true
    slot.item = item
    slot.index = index
    slot.attempt = attempt
    slot.reason = reason
    if (this.#timeoutMs !== undefined) this.#limit(slot)
    let answer: unknown
    try {
      answer = this.#fn(item, this.#taskOf(slot))
      if (isThenable(answer)) {
        Promise.resolve(answer).then(slot.resolve, slot.reject)
        if (this.#timeoutMs !== undefined) this.#setTimer(slot)
        return
      }
    } catch (error) {
      this.fail(slot, error)
      return
    }
    this.settle(slot, answer)
  }

  #taskOf({ index, attempt, controller, reason }: Slot<Item>): MapTask {
    return { index, attempt, signal: controller ? controller.signal : this.#signal, reason }
  }

  /** Gives a call a signal of its own. */
  #limit(slot: Slot<Item>): void {
    slot.controller = new AbortController()
    this.#limited.add(slot)
  }

  #setTimer(slot: Slot<Item>): void {
    slot.timer = setTimeout(() => this.#timeOut(slot), this.#timeoutMs)
  }

  /** Makes a slot free for others. */
  #release(slot: Slot<Item>): void {
    slot.runs = false
    slot.item = undefined
    slot.reason = undefined
    if (this.#timeoutMs !== undefined) this.#unlimit(slot)
    slot.next = this.#idle
    this.#idle = slot
  }

  #unlimit(slot: Slot<Item>): void {
    clearTimeout(slot.timer)
    slot.controller = undefined
    this.#limited.delete(slot)
  }

  /** Counts a call no longer; answers whether its outcome still matters. */
  #leave(): boolean {
    this.#running -= 1
    if (this.#again.length > 0) this.#callAgain()
    if (!this.#closed) return true
    if (this.#running === 0) this.#settled?.()
    return false
  }

  /** Gives a call up: its slot is its own from now on, and nobody else's. */
  #timeOut(slot: Slot<Item>): void {
    if (!slot.runs) return
    const { item, controller } = slot
    const task = this.#taskOf(slot)
    slot.runs = false
    slot.item = undefined
    slot.reason = undefined
    this.#limited.delete(slot)
    const late = `was not done within ${this.#timeoutMs} ms (attempt ${task.attempt}); give it a longer timeoutMs, or smaller items`
    const reason = itemError('STREAM_TIMEOUT', task.index, item, name => `${name} ${late}`)
    controller?.abort(reason)
    if (this.#leave()) this.#retryOrGiveUp(item as Item, task, reason)
  }

  #retryOrGiveUp(item: Item, task: MapTask, reason: unknown): void {
    let delayMs: number | undefined
    try {
      delayMs = this.#options.retry.delayMs(reason, task)
    } catch (error) {
      this.#outcomes.failed(task.index, blame(item, task, error))
      return
    }
    if (this.#closed) return
    if (delayMs === undefined) this.#giveUp(item, task, reason)
    else {
      this.#callLater({ item, index: task.index, attempt: task.attempt + 1, reason }, delayMs)
      this.#outcomes.room()
    }
  }

  // The timer keeps the process alive: there may be nothing else that does, and the run would be cut off in its middle.
  #callLater(again: Again<Item>, delayMs: number): void {
    const timer = setTimeout(() => {
      this.#delays.delete(timer)
      this.#again.push(again)
      this.#callAgain()
    }, delayMs)
    this.#delays.add(timer)
  }

  #callAgain(): void {
    while (this.free) {
      const again = this.#again.shift()
      if (!again) return
      this.#call(again.item, again.index, again.attempt, again.reason)
    }
  }

  #giveUp(item: Item, task: MapTask, reason: unknown): void {
    const { index, attempt: attempts } = task
    const { onError } = this.#options
    const error = blame(item, task, reason)
    try {
      const answer = typeof onError === 'function' ? onError({ item, index, attempts, reason, error }) : onError
      if (answer === 'throw') this.#outcomes.failed(index, error)
      else if (answer === 'skip') this.#outcomes.skipped(index)
      else this.#outcomes.done(index, replacement(answer))
    } catch (thrown) {
      this.#outcomes.failed(index, blame(item, task, thrown))
    }
  }
}

/** The result that stands in for another; refuses whatever else is answered. */
export function replacement<Result>(answer: { readonly value: Result }): Result {
  if (typeof answer === 'object' && answer !== null && 'value' in answer) return answer.value
  const isPromise = isThenable(answer)
  // What it rejects with is nobody's else.
  if (isPromise) Promise.resolve(answer).catch(() => {})
  const text = `onError answered ${isPromise ? 'a promise' : shown(answer)}; answer 'throw', 'skip' or an object with a value`
  throw new StreamError('STREAM_INVALID_OPTIONS', text)
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  if ((typeof value !== 'object' || value === null) && typeof value !== 'function') return false
  return typeof (value as PromiseLike<unknown>).then === 'function'
}

/** Says which item an error is about. */
function blame(item: unknown, { index, attempt }: MapTask, cause: unknown): StreamError {
  if (cause instanceof StreamError && cause.code === 'STREAM_TIMEOUT' && cause.index === index) return cause
  const attempts = attempt > 1 ? ` in ${attempt} attempts` : ''
  const text = (name: string) => `${name} failed${attempts}: ${messageOf(cause)}`
  return itemError('STREAM_TASK_FAILED', index, item, text, { cause })
}
