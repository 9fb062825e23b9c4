/** What the browser says of the memory of a page and its workers together. */
export interface AgentFigures {
  /** Bytes above the idle page; `NaN` until a run was measured, and where the idle page before it was not. */
  readonly growth: number
  /** Bytes in all, as measured last; `NaN` before that. */
  readonly total: number
  /** Whether a measurement is under way. */
  readonly measuring: boolean
  /** Whether a run started before the idle page was measured, and so has no growth. */
  readonly unbased: boolean
}

/** Asks the browser for the bytes of the page and its workers. */
export type Measure = () => Promise<{ readonly bytes: number }>

/**
 * The memory of page and workers, as `measureUserAgentSpecificMemory()` tells it.
 *
 * The browser answers when it next collects garbage, which may be half a minute away, and tells what it finds then.
 * So there is one question at a time and no waiting. An answer that comes while nothing runs is the idle page of the
 * next run; a run whose idle page was not measured has no growth, for what came during it may be the run itself.
 */
export class AgentMemory {
  readonly #answered: () => void
  #measure: Measure | undefined
  #asking = false
  #running = false
  #unbased = false
  #resting = NaN
  #idle = NaN
  #growth = NaN
  #total = NaN

  /**
   * @param measure - left out where the browser does not tell
   * @param answered - called after each answer
   */
  constructor(measure: Measure | undefined, answered: () => void) {
    this.#measure = measure
    this.#answered = answered
  }

  /** Whether the browser tells. */
  get reports(): boolean {
    return this.#measure !== undefined
  }

  /** What was told last. */
  get figures(): AgentFigures {
    return { growth: this.#growth, total: this.#total, measuring: this.#asking, unbased: this.#unbased }
  }

  /** Tells growth against what the idle page held when it was measured last. */
  start(): void {
    this.#idle = this.#resting
    this.#unbased = Number.isNaN(this.#idle)
    this.#growth = NaN
    this.#running = true
  }

  /** Takes answers for the run again. */
  goOn(): void {
    this.#running = true
  }

  /** Takes answers for the idle page from now on. */
  rest(): void {
    this.#running = false
  }

  /** Asks, unless a question is open. */
  ask(): void {
    if (this.#asking || !this.#measure) return
    this.#asking = true
    this.#measure().then(
      ({ bytes }) => this.#take(bytes),
      () => {
        this.#measure = undefined
        this.#take(NaN)
      },
    )
  }

  #take(bytes: number): void {
    this.#asking = false
    this.#growth = bytes - this.#idle
    if (!this.#running) this.#resting = bytes
    this.#total = bytes
    this.#answered()
  }
}
