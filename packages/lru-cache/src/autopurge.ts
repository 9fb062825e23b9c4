import type { Perf } from './expiry.js'
import { ExpiryHeap } from './expiry-heap.js'
import type { Column } from './policy/policy.js'

// What a timer can wait for; longer waits are made of several.
const longestMs = 2 ** 31 - 1

/** Says when which entry is to be looked at, by one timer for all, which keeps no process alive. */
export class Autopurge implements Column {
  readonly #perf: Perf
  readonly #purge: (entry: number) => void
  readonly #heap = new ExpiryHeap((one, other) => this.#precedes(one, other))
  // When an entry is due, and in what order they were set: of those due together the one set first goes first.
  #due = new Float64Array(0)
  #turns = new Float64Array(0)
  #turn = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  #timerDue = 0

  /** @param purge - looks at an entry that is due: it goes, or is put off again */
  constructor(perf: Perf, purge: (entry: number) => void) {
    this.#perf = perf
    this.#purge = purge
  }

  /** Bytes of its arrays. */
  get bytes(): number {
    return this.bytesFor(this.#due.length)
  }

  bytesFor(capacity: number): number {
    return 16 * capacity + this.#heap.bytesFor(capacity)
  }

  resize(capacity: number): void {
    this.#heap.resize(capacity)
    this.#due = copyOf(this.#due, capacity)
    this.#turns = copyOf(this.#turns, capacity)
  }

  move(from: number, to: number): void {
    this.#due[to] = this.#due[from] as number
    this.#turns[to] = this.#turns[from] as number
    this.#heap.move(from, to)
  }

  /** Looks at an entry in so many milliseconds, 0 for never, and 1 more: only then has its time passed. */
  put(entry: number, ms: number): void {
    if (!ms) {
      this.remove(entry)
      return
    }
    this.#put(entry, this.#perf.now() + ms + 1)
  }

  /** Looks at an entry again, which was due and has not expired. */
  putOff(entry: number, remainingMs: number): void {
    if (remainingMs < Number.POSITIVE_INFINITY) this.#put(entry, this.#perf.now() + Math.max(remainingMs, 0) + 1)
  }

  #put(entry: number, due: number): void {
    this.#due[entry] = due
    this.#turns[entry] = this.#turn++
    this.#heap.put(entry)
    this.#arm()
  }

  /** Forgets an entry. */
  remove(entry: number): void {
    this.#heap.take(entry)
    this.#arm()
  }

  /** Forgets all. */
  clear(): void {
    this.#heap.clear()
    this.#disarm()
  }

  #precedes(one: number, other: number): boolean {
    const due = (this.#due[one] as number) - (this.#due[other] as number)
    return due === 0 ? (this.#turns[one] as number) < (this.#turns[other] as number) : due < 0
  }

  // A timer that comes too early looks again: none is made anew for each entry that goes.
  #arm(): void {
    const { top } = this.#heap
    if (top === -1) {
      this.#disarm()
      return
    }
    const due = this.#due[top] as number
    if (this.#timer !== undefined) {
      if (this.#timerDue <= due) return
      this.#disarm()
    }
    this.#timerDue = due
    const ms = Math.ceil(due - this.#perf.now())
    this.#timer = setTimeout(() => this.#ring(), Math.min(Math.max(ms, 1), longestMs) || 1)
    const timer: unknown = this.#timer
    if (typeof timer === 'object') (timer as { unref?(): void }).unref?.()
  }

  #disarm(): void {
    if (this.#timer !== undefined) clearTimeout(this.#timer)
    this.#timer = undefined
  }

  // Whoever throws when told of an entry does not keep the others from their turn.
  #ring(): void {
    this.#timer = undefined
    const now = this.#perf.now()
    try {
      // At most each once, whatever the clock does meanwhile.
      for (let left = this.#heap.size; left > 0; left--) {
        const { top } = this.#heap
        if (top === -1 || (this.#due[top] as number) > now) break
        this.#heap.take(top)
        this.#purge(top)
      }
    } finally {
      this.#arm()
    }
  }
}

function copyOf(from: Float64Array, length: number): Float64Array<ArrayBuffer> {
  const to = new Float64Array(length)
  to.set(from.length > length ? from.subarray(0, length) : from)
  return to
}
