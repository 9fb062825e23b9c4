import type { BudgetLike, MemoryConsumer, MemoryReservation, MemoryUsage } from '@plimsoll/bytes'
import { giveBack } from './give-back.js'

interface OpenFrame {
  readonly reserved: MemoryReservation | undefined
  grid: Float32Array | undefined
  missing: number
}

/**
 * Puts frames together from chunks that come in any order, never more of them at once than its limit.
 *
 * A frame has a place from {@link FrameAssembly.admit} to {@link FrameAssembly.release}: while its cells are simulated,
 * put together and stored. Its bytes are reserved for just as long. Its buffer is made when the first chunk comes, and
 * given away whole.
 */
export class FrameAssembly implements MemoryConsumer {
  /** The name in the list of holders. */
  readonly name = 'open frames'
  /** Cells of a frame. */
  readonly frameCells: number
  /** The most frames with a place at once. */
  readonly limit: number
  readonly #budget: BudgetLike | undefined
  readonly #open = new Map<number, OpenFrame>()
  readonly #waiting: (() => void)[] = []
  #peak = 0
  #bytes = 0

  constructor(frameCells: number, limit: number, budget?: BudgetLike) {
    this.frameCells = frameCells
    this.limit = limit
    this.#budget = budget
  }

  /** Frames that have a place now. */
  get openFrames(): number {
    return this.#open.size
  }

  /** The most frames that had a place at once. */
  get peakOpenFrames(): number {
    return this.#peak
  }

  /**
   * Waits for a place for a frame, and for its bytes in the budget, and takes both.
   *
   * @throws the signal's reason, when that comes first; what the budget refuses with
   */
  async admit(frame: number, signal: AbortSignal): Promise<void> {
    while (this.#open.size >= this.limit) {
      signal.throwIfAborted()
      let wake = () => {}
      const woken = new Promise<void>(resolve => {
        wake = resolve
      })
      this.#waiting.push(wake)
      signal.addEventListener('abort', wake)
      await woken
      signal.removeEventListener('abort', wake)
    }
    signal.throwIfAborted()
    const bytes = this.frameCells * Float32Array.BYTES_PER_ELEMENT
    // Each its own owner: frames are stored one by one, so that one that waits does not keep another from its end.
    const reserved = await this.#budget?.reserve(bytes, { owner: `frame ${frame + 1}`, signal })
    if (signal.aborted) giveBack(reserved)
    signal.throwIfAborted()
    this.#open.set(frame, { reserved, grid: undefined, missing: this.frameCells })
    this.#peak = Math.max(this.#peak, this.#open.size)
  }

  /**
   * Takes in a chunk of a frame that was admitted.
   *
   * @param offset - where in the frame the chunk begins
   * @param values - the caller's no longer: a chunk that is a whole frame becomes the frame
   * @returns the frame when this was its last cell, and it is the caller's from then on
   */
  add(frame: number, offset: number, values: Float32Array): Float32Array | undefined {
    const open = this.#open.get(frame)
    if (!open) throw new Error(`frame ${frame} has no place; ${this.#open.size} of ${this.limit} are taken`)
    if (values.length > open.missing || offset + values.length > this.frameCells)
      throw new Error(`frame ${frame} lacks ${open.missing} cells; ${values.length} came for cell ${offset}`)
    open.missing -= values.length
    if (values.length === this.frameCells) return values
    if (!open.grid) {
      open.grid = new Float32Array(this.frameCells)
      this.#bytes += open.grid.byteLength
    }
    open.grid.set(values, offset)
    if (open.missing > 0) return undefined
    const { grid } = open
    open.grid = undefined
    this.#bytes -= grid.byteLength
    return grid
  }

  /** Gives back the place of a frame and its bytes, once it is stored. */
  release(frame: number): void {
    giveBack(this.#open.get(frame)?.reserved)
    this.#open.delete(frame)
    this.#waiting.shift()?.()
  }

  /** Gives back all places: of frames that will never be whole. */
  close(): void {
    for (const frame of [...this.#open.keys()]) this.release(frame)
    this.#bytes = 0
  }

  /** The buffers of frames that are not whole yet. */
  memoryUsage(): MemoryUsage {
    return { heapBytes: 0, externalBytes: this.#bytes, entries: this.#open.size }
  }

  /** Frees nothing: what is here is work in progress, and goes to the storage soon. */
  reclaim(): number {
    return 0
  }
}
