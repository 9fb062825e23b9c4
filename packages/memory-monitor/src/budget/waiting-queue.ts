import { MemoryError } from '../errors.js'
import type { Member } from './member.js'
import type { Owners } from './owners.js'

/** One that waits. */
export interface Waiter {
  /** Whose reservation is to grow. */
  readonly member: Member
  readonly bytes: number
  /** What it is called in messages. */
  readonly owner: string
  readonly since: number
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
  /** Undoes its timer and its listener. */
  unhook: () => void
  before: Waiter | undefined
  after: Waiter | undefined
  queued: boolean
}

/** How one waits. */
export interface WaitOptions {
  readonly signal?: AbortSignal | undefined
  readonly timeoutMs?: number | undefined
}

/** First come, first served. Linked, so that one that gives up leaves in `O(1)` wherever it stands. */
export class WaitingQueue {
  head: Waiter | undefined
  size = 0
  #tail: Waiter | undefined
  readonly #owners: Owners
  readonly #left: (waiter: Waiter) => void

  /**
   * @param owners - keep the sums of who holds and waits
   * @param left - told of one that gave up
   */
  constructor(owners: Owners, left: (waiter: Waiter) => void) {
    this.#owners = owners
    this.#left = left
  }

  /** Adds one at the end. */
  wait(member: Member, bytes: number, owner: string, options: WaitOptions): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        ...{ member, bytes, owner, since: Date.now(), resolve, reject, before: this.#tail },
        ...{ after: undefined, queued: true, unhook: () => {} },
      }
      if (this.#tail) this.#tail.after = waiter
      else this.head = waiter
      this.#tail = waiter
      this.size += 1
      this.#owners.began(member)
      const { signal, timeoutMs } = options
      if (signal || timeoutMs !== undefined) waiter.unhook = this.#hook(waiter, signal, timeoutMs)
    })
  }

  /** Ends a wait with what was waited for. */
  serve(waiter: Waiter): void {
    if (this.#remove(waiter)) waiter.resolve()
  }

  /** Ends a wait with an error. */
  fail(waiter: Waiter, error: unknown): void {
    if (this.#remove(waiter)) waiter.reject(error)
  }

  /** All that wait, the oldest first. */
  *[Symbol.iterator](): Generator<Waiter> {
    for (let waiter = this.head; waiter; waiter = waiter.after) yield waiter
  }

  /** The last that came. */
  get youngest(): Waiter | undefined {
    return this.#tail
  }

  #hook(waiter: Waiter, signal: AbortSignal | undefined, timeoutMs: number | undefined): () => void {
    const leave = (error: unknown) => {
      if (!waiter.queued) return
      this.fail(waiter, error)
      this.#left(waiter)
    }
    const aborted = () => leave(signal?.reason)
    signal?.addEventListener('abort', aborted, { once: true })
    // Not unref'd: somebody waits for what comes after, and a process that ended here would have dropped that work.
    const timer =
      timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            const text = `${waiter.owner} waited ${timeoutMs} ms for ${waiter.bytes} bytes; see explain() for who holds them`
            leave(new MemoryError('BUDGET_TIMEOUT', text))
          }, timeoutMs)
    return () => {
      signal?.removeEventListener('abort', aborted)
      clearTimeout(timer)
    }
  }

  #remove(waiter: Waiter): boolean {
    if (!waiter.queued) return false
    waiter.queued = false
    if (waiter.before) waiter.before.after = waiter.after
    else this.head = waiter.after
    if (waiter.after) waiter.after.before = waiter.before
    else this.#tail = waiter.before
    this.size -= 1
    this.#owners.ended(waiter.member)
    waiter.unhook()
    return true
  }
}
