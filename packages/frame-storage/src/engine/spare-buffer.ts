import { makeGrid } from '../dtype.js'
import type { Grid } from '../frame.js'
import { cellsOf, frameBytesOf, type SessionHeader } from '../session/session-header.js'

/** One buffer of a frame's size that is kept for the next copy: fresh memory costs as much as the copying itself. */
export class SpareBuffer {
  readonly #header: SessionHeader
  #kept: ArrayBuffer | undefined
  #isClosed = false

  constructor(header: SessionHeader) {
    this.#header = header
  }

  /** Bytes that are kept. */
  get bytes(): number {
    return this.#kept?.byteLength ?? 0
  }

  /** A grid over what is kept, whose values are anything, or over fresh memory. */
  take(): Grid {
    const buffer = this.#kept ?? new ArrayBuffer(frameBytesOf(this.#header))
    this.#kept = undefined
    return makeGrid(this.#header.dtype, cellsOf(this.#header), buffer)
  }

  /** Keeps the buffer of a grid that nobody uses any longer. */
  giveBack(grid: Grid): void {
    if (!this.#isClosed) this.#kept = grid.buffer as ArrayBuffer
  }

  /** Lets go of what is kept; answers its bytes. */
  drop(): number {
    const { bytes } = this
    this.#kept = undefined
    return bytes
  }

  /** Keeps nothing from now on. */
  close(): void {
    this.#isClosed = true
    this.drop()
  }
}
