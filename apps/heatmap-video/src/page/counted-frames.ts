import type { BudgetLike, MemoryReservation } from '@plimsoll/bytes'
import type { Frame } from '@plimsoll/frame-storage'
import type { FrameSource } from '@plimsoll/frame-storage/video'
import { giveBack } from '../give-back.js'

/** Where the frames come from: a storage, or the part of one that a film is made of. */
export interface ReadableFrames extends FrameSource {
  /** Reads all frames, in order, `prefetch` of them ahead. */
  getAllFrames(options?: { readonly prefetch: number }): AsyncGenerator<Frame, void, undefined>
}

/** How frames on their way are counted. */
export interface CountedFramesOptions {
  /** Bytes of each. */
  readonly frameBytes: number
  /** Where they are reserved. */
  readonly budget: BudgetLike | undefined
  /** Ends a wait for room. */
  readonly signal: AbortSignal
  /** Told how many bytes are on their way, when that changes. */
  readonly onCount: (bytes: number) => void
}

/**
 * A storage's frames on their way into a film: each is reserved before it is read, until the encoder has done it, and
 * counted between the storage's hands and the encoder's. Where the budget has no room, the next waits for one before it.
 */
export class CountedFrames implements FrameSource {
  readonly #storage: ReadableFrames
  readonly #frameBytes: number
  readonly #budget: BudgetLike | undefined
  readonly #signal: AbortSignal
  readonly #onCount: (bytes: number) => void
  readonly #reserved: MemoryReservation[] = []
  #read = 0
  #encoded = 0
  #closed = false

  constructor(storage: ReadableFrames, { frameBytes, budget, signal, onCount }: CountedFramesOptions) {
    this.#storage = storage
    this.#frameBytes = frameBytes
    this.#budget = budget
    this.#signal = signal
    this.#onCount = onCount
  }

  /** The axes of a frame. */
  get shape(): readonly number[] {
    return this.#storage.shape
  }

  /** The range over all frames, the outliers left out where that is asked for. */
  computeGlobalRange(
    options: Parameters<ReadableFrames['computeGlobalRange']>[0] = {},
  ): ReturnType<ReadableFrames['computeGlobalRange']> {
    return this.#storage.computeGlobalRange(options)
  }

  /** All frames, in order. */
  async *getAllFrames(): AsyncGenerator<Frame, void, undefined> {
    // Nothing is read ahead: what is read was reserved before.
    const frames = this.#storage.getAllFrames({ prefetch: 0 })
    for (;;) {
      await this.#reserve()
      const { done, value } = await frames.next()
      if (done) return
      this.#read++
      this.#tell()
      yield value
    }
  }

  /** Takes note of how many frames the encoder has done. */
  encoded(frames: number): void {
    for (; this.#encoded < frames; this.#encoded++) giveBack(this.#reserved.shift())
    this.#tell()
  }

  /** Gives back what is reserved for frames that will never be encoded. */
  close(): void {
    this.#closed = true
    this.#reserved.splice(0).forEach(giveBack)
    this.#onCount(0)
  }

  async #reserve(): Promise<void> {
    const owner = `film frame ${this.#read + 1}`
    const reserved = await this.#budget?.reserve(this.#frameBytes, { owner, signal: this.#signal })
    if (this.#closed) giveBack(reserved)
    else if (reserved) this.#reserved.push(reserved)
  }

  #tell(): void {
    this.#onCount((this.#read - this.#encoded) * this.#frameBytes)
  }
}
