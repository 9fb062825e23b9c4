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

// What workers send most is buffers, alone or as members of a result; their bytes are outside of the heap. Those that
// lie deeper count as heap: to find them would take a second walk through all of the result.
function weigh(result: unknown): { heapBytes: number; externalBytes: number } {
  const buffers = new Set<ArrayBufferLike>()
  for (const part of partsOf(result)) {
    const buffer = ArrayBuffer.isView(part) ? part.buffer : part
    if (isBuffer(buffer)) buffers.add(buffer)
  }
  let externalBytes = 0
  for (const buffer of buffers) externalBytes += buffer.byteLength
  return { heapBytes: Math.max(0, sizeOf(result) - externalBytes), externalBytes }
}

/** A result that is one thing, or the members of one that has some. */
function partsOf(result: unknown): readonly unknown[] {
  if (Array.isArray(result)) return result
  if (typeof result !== 'object' || result === null) return []
  const prototype: unknown = Object.getPrototypeOf(result)
  return prototype === Object.prototype || prototype === null ? Object.values(result) : [result]
}

function isBuffer(value: unknown): value is ArrayBufferLike {
  if (value instanceof ArrayBuffer) return true
  return typeof SharedArrayBuffer === 'function' && value instanceof SharedArrayBuffer
}
