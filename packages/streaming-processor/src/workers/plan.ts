/** Of a piece's state: nobody has it yet, or it is done. Else it is the number of the worker that has it, from 1. */
const open = 0
const done = -1

/**
 * Pieces of work in memory that all workers share, each taken by one of them.
 *
 * A piece is one part or several, a part a range of cells. Who takes a piece writes its own number into the piece's
 * state, by compare and exchange: that claim is the only truth about who has it, so that a worker may die at any moment and
 * what it had is known. Where to look for the next piece is a counter that all share, and only a hint.
 */
export class Plan {
  readonly buffer: SharedArrayBuffer
  readonly pieces: number
  readonly parts: number
  /** Start and end of each part. */
  readonly #bounds: Float64Array
  /** The first part of each piece, and after the last. */
  readonly #first: Int32Array
  readonly #states: Int32Array
  /** By worker: the part that it is at, from 1; 0 between pieces. */
  readonly #at: Int32Array
  readonly #next: Int32Array

  constructor(buffer: SharedArrayBuffer, pieces: number, parts: number, workers: number) {
    this.buffer = buffer
    this.pieces = pieces
    this.parts = parts
    let at = 0
    const words = (count: number) => {
      const view = new Int32Array(buffer, at, count)
      at += 4 * count
      return view
    }
    this.#bounds = new Float64Array(buffer, 0, 2 * parts)
    at = 16 * parts
    this.#first = words(pieces + 1)
    this.#states = words(pieces)
    this.#next = words(1)
    this.#at = words(workers)
  }

  /** Lays pieces out: start and end of each part, and which part each piece begins with. */
  static of(bounds: readonly number[], first: readonly number[], workers: number): Plan {
    const [parts, pieces] = [bounds.length / 2, first.length]
    const buffer = new SharedArrayBuffer(8 * bounds.length + 4 * (2 * pieces + 2 + workers))
    const plan = new Plan(buffer, pieces, parts, workers)
    plan.#bounds.set(bounds)
    plan.#first.set(first)
    plan.#first[pieces] = parts
    return plan
  }

  /** How many workers a buffer of this size was laid out for. */
  static workersIn(buffer: SharedArrayBuffer, pieces: number, parts: number): number {
    return (buffer.byteLength - 16 * parts) / 4 - 2 * pieces - 2
  }

  /** Whether every piece was taken. */
  get exhausted(): boolean {
    return Atomics.load(this.#next, 0) >= this.pieces
  }

  /** Leaves nothing to take. */
  stop(): void {
    Atomics.store(this.#next, 0, this.pieces)
  }

  /** Takes a piece for a worker; -1 when there is none. */
  claim(worker: number): number {
    for (;;) {
      const piece = Atomics.load(this.#next, 0)
      if (piece >= this.pieces) return -1
      const mine = Atomics.compareExchange(this.#states, piece, open, worker + 1) === open
      // Whoever finds a piece taken moves the counter on, for its owner may have died before it did.
      Atomics.compareExchange(this.#next, 0, piece, piece + 1)
      if (mine) return piece
    }
  }

  /** The parts of a piece: the first, and the one after the last. */
  partsOf(piece: number): [first: number, end: number] {
    return [this.#first[piece] as number, this.#first[piece + 1] as number]
  }

  start(part: number): number {
    return this.#bounds[2 * part] as number
  }

  end(part: number): number {
    return this.#bounds[2 * part + 1] as number
  }

  /** Says which part a worker begins. */
  begin(worker: number, part: number): void {
    Atomics.store(this.#at, worker, part + 1)
  }

  /** Says that a worker has done its piece. */
  finish(worker: number, piece: number): void {
    Atomics.store(this.#states, piece, done)
    Atomics.store(this.#at, worker, 0)
  }

  isDone(piece: number): boolean {
    return Atomics.load(this.#states, piece) === done
  }

  /** What a worker that is no more has left: its piece and the part that it was at, -1 where it had not begun one. */
  leftBy(worker: number): { piece: number; part: number } | undefined {
    const piece = this.#states.indexOf(worker + 1)
    if (piece < 0) return undefined
    const at = Atomics.load(this.#at, worker) - 1
    const [first, end] = this.partsOf(piece)
    const part = at >= first && at < end ? at : -1
    this.finish(worker, piece)
    return { piece, part }
  }
}
