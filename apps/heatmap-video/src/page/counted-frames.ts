import type { Frame, FrameStorage } from '@plimsoll/frame-storage'
import type { FrameSource } from '@plimsoll/frame-storage/video'
import { countFilm } from './memory-readings.js'

/** A storage's frames on their way into a film, counted between the storage's hands and the encoder's. */
export class CountedFrames implements FrameSource {
  readonly #storage: FrameStorage
  readonly #frameBytes: number
  #read = 0
  #encoded = 0

  constructor(storage: FrameStorage, frameBytes: number) {
    this.#storage = storage
    this.#frameBytes = frameBytes
  }

  /** Rows and columns of a frame. */
  get shape(): readonly number[] {
    return this.#storage.shape
  }

  /** The range over all frames. */
  computeGlobalRange(): ReturnType<FrameStorage['computeGlobalRange']> {
    return this.#storage.computeGlobalRange()
  }

  /** All frames, in order. */
  async *getAllFrames(): AsyncGenerator<Frame, void, undefined> {
    for await (const frame of this.#storage.getAllFrames()) {
      this.#read++
      this.#tell()
      yield frame
    }
  }

  /** Takes note of how many frames the encoder has done. */
  encoded(frames: number): void {
    this.#encoded = frames
    this.#tell()
  }

  #tell(): void {
    countFilm((this.#read - this.#encoded) * this.#frameBytes)
  }
}
