import { type MemoryUsage, sizeOf } from '@plimsoll/bytes'

/** Counts the results that wait for their reader. */
export class HeldResults {
  #heapBytes = 0
  #externalBytes = 0
  #entries = 0

  /** Counts a result that has to wait, and answers how to stop counting it. */
  add(result: unknown): () => void {
    const { heapBytes, externalBytes } = weigh(result)
    this.#count(heapBytes, externalBytes, 1)
    return () => this.#count(-heapBytes, -externalBytes, -1)
  }

  usage(): MemoryUsage {
    return { heapBytes: this.#heapBytes, externalBytes: this.#externalBytes, entries: this.#entries }
  }

  #count(heapBytes: number, externalBytes: number, entries: number): void {
    this.#heapBytes += heapBytes
    this.#externalBytes += externalBytes
    this.#entries += entries
  }
}

// What workers send most is buffers, whose bytes are outside of the heap; only of them the two are told apart.
function weigh(result: unknown): { heapBytes: number; externalBytes: number } {
  const bytes = sizeOf(result)
  const buffer = ArrayBuffer.isView(result) ? result.buffer : result
  if (!(buffer instanceof ArrayBuffer)) return { heapBytes: bytes, externalBytes: 0 }
  return { heapBytes: Math.max(0, bytes - buffer.byteLength), externalBytes: buffer.byteLength }
}
