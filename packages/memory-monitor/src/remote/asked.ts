interface Request {
  bytes: number
  resolve(bytes: number): void
  readonly timer: unknown
}

/** What was asked of the other side and is not answered yet. Each answer comes in time, the other side's or none. */
export class Asked {
  readonly #requests = new Map<number, Request>()
  readonly #patienceMs: number
  #lastId = 0
  #silent = false

  constructor(patienceMs: number) {
    this.#patienceMs = patienceMs
  }

  /** Whether the other side owes an answer for longer than patience lasts. */
  get isSilent(): boolean {
    return this.#silent
  }

  /** Begins to wait for one more. */
  add(): { id: number; answer: Promise<number> } {
    this.#lastId += 1
    const id = this.#lastId
    const answer = new Promise<number>(resolve => {
      const timer = setTimeout(() => {
        this.#silent = true
        // What comes later still comes back by itself; only nobody waits for it.
        this.#finish(id)
      }, this.#patienceMs)
      ;(timer as { unref?(): void }).unref?.()
      this.#requests.set(id, { bytes: 0, resolve, timer })
    })
    return { id, answer }
  }

  /** The other side said something. */
  heard(): void {
    this.#silent = false
  }

  /** Counts what came for a request; the last where `done`. */
  answered(id: number, bytes: number, done: boolean): void {
    const request = this.#requests.get(id)
    if (!request) return
    request.bytes += bytes
    if (done) this.#finish(id)
  }

  /** Answers all with what has come. */
  endAll(): void {
    for (const id of [...this.#requests.keys()]) this.#finish(id)
  }

  #finish(id: number): void {
    const request = this.#requests.get(id)
    if (!request) return
    this.#requests.delete(id)
    clearTimeout(request.timer as never)
    request.resolve(request.bytes)
  }
}
