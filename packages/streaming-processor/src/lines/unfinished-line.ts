const keptBytes = 1024 * 1024
const nothing = new Uint8Array(0)

/**
 * The start of a line that goes on in the next block of the source. Grows by a factor, so that a line of any length is
 * copied a fixed number of times, however small the blocks are.
 */
export class UnfinishedLine {
  readonly #mostBytes: number
  #buffer: Uint8Array = new Uint8Array(1024)
  /** Bytes of the line so far. */
  length = 0

  /** @param mostBytes - longer lines will hardly be read */
  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes
  }

  /** The last byte so far. */
  get last(): number | undefined {
    return this.#buffer[this.length - 1]
  }

  /** Copies what follows. */
  add(bytes: Uint8Array): void {
    const length = this.length + bytes.length
    if (length > this.#buffer.length) {
      // By four: what is not written to takes no memory yet, and what is copied on growth costs time and memory both.
      const larger = new Uint8Array(Math.max(length, Math.min(4 * this.#buffer.length, this.#mostBytes)))
      larger.set(this.#buffer.subarray(0, this.length))
      this.#buffer = larger
    }
    this.#buffer.set(bytes, this.length)
    this.length = length
  }

  /** Adds the end of the line, and answers all of it; it is good until the next line is begun. */
  finish(end: Uint8Array): Uint8Array {
    this.add(end)
    const line = this.#buffer.subarray(0, this.length)
    this.length = 0
    // One long line is no reason to hold so much to the end.
    if (this.#buffer.length > keptBytes) this.#buffer = nothing
    return line
  }

  /** Forgets it. */
  drop(): void {
    this.length = 0
    this.#buffer = nothing
  }
}
