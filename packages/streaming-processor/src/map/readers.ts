/** Somebody who waits: for one result, or for all that lie ready. */
export interface Reader {
  readonly takesAll: boolean
  readonly resolve: (step: IteratorResult<unknown, undefined>) => void
  readonly reject: (reason: unknown) => void
}

const thisTurn = Promise.resolve()

/** Those who wait for results, in the order in which they came. */
export class Readers {
  readonly #waiting: Reader[] = []
  readonly #onTurn: () => void
  /** Whether a turn of microtasks is to end. */
  turning = false

  /** @param advance - is called when a turn has ended */
  constructor(advance: () => void) {
    this.#onTurn = () => {
      this.turning = false
      advance()
    }
  }

  /** Whose turn it is. */
  get first(): Reader | undefined {
    return this.#waiting.length > 0 ? this.#waiting[0] : undefined
  }

  /** Lets one more wait. */
  wait<Value>(takesAll: boolean): Promise<IteratorResult<Value, undefined>> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ takesAll, resolve: resolve as Reader['resolve'], reject })
    })
  }

  /** Waits for the end of this turn: what comes out in it, as the answers of one message do, is one batch. */
  endTurn(): void {
    if (this.turning) return
    this.turning = true
    thisTurn.then(this.#onTurn)
  }

  /** Hands a result, or all that lie ready, to whose turn it is. */
  hand(value: unknown): void {
    this.#waiting.shift()?.resolve({ done: false, value })
  }

  /** Takes whose turn it is, if there is anyone; answers what fails them when a run has closed. */
  failFirst(error: unknown): ((closed: Promise<void>) => void) | undefined {
    const reader = this.#waiting.shift()
    return reader && (closed => whenSettled(closed, () => reader.reject(error)))
  }

  /** Ends all who still wait, when a run has closed. */
  end(closed: Promise<void>): void {
    for (const { resolve } of this.#waiting.splice(0)) {
      whenSettled(closed, () => resolve({ done: true, value: undefined }))
    }
  }
}

function whenSettled(promise: Promise<void>, then: () => void): void {
  promise.then(then, then)
}
