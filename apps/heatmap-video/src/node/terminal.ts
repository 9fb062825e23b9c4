const leastMs = 100
const leastMsWithoutTerminal = 5000

/** A line of progress on stderr: written over itself on a terminal, elsewhere a line per tenth and per five seconds. */
export class ProgressLine {
  readonly #stream: NodeJS.WriteStream
  #lastMs = Number.NEGATIVE_INFINITY
  #lastTenth = -1
  #shown = false

  constructor(stream: NodeJS.WriteStream = process.stderr) {
    this.#stream = stream
  }

  /**
   * Shows how far it is, unless that was just shown.
   *
   * @param part - of the work that is done, 0 to 1
   */
  show(text: string, part: number): void {
    const terminal = this.#stream.isTTY
    const nowMs = performance.now()
    const tenth = Math.floor(part * 10)
    const soon = nowMs - this.#lastMs < (terminal ? leastMs : leastMsWithoutTerminal)
    if (soon && (terminal || tenth === this.#lastTenth)) return
    this.#lastMs = nowMs
    this.#lastTenth = tenth
    if (!terminal) {
      this.#stream.write(`${text}\n`)
      return
    }
    this.#stream.write(`\r\x1b[2K${text.slice(0, Math.max(20, this.#stream.columns - 1))}`)
    this.#shown = true
  }

  /** Ends the line, so that other text can follow. */
  end(): void {
    if (this.#shown) this.#stream.write('\n')
    this.#shown = false
  }
}

/** "12 s", "3 min 20 s", "2 h 5 min". */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return 'unknown'
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`
}

/** 125000 as "125,000". */
export function count(value: number): string {
  return Math.round(value).toLocaleString('en')
}
