import { type MemoryUsage, sizeOf } from '@plimsoll/bytes'
import type { Place } from './result-window.js'

// A small result takes less than its place and the slot of it in the window.
let placeBytes: number | undefined

/** Counts the results that wait for their reader. */
export class HeldResults {
  #heapBytes = 0
  #externalBytes = 0
  #entries = 0

  /** Counts a result that has to wait, with its place. */
  add(place: Place, result: unknown): void {
    const { heapBytes, externalBytes } = weigh(result)
    placeBytes ??= sizeOf([{ ...place, outcome: { value: 0 } }]) - sizeOf([])
    place.heapBytes = heapBytes + placeBytes
    place.externalBytes = externalBytes
    this.#count(place.heapBytes, externalBytes, 1)
  }

  /** Counts one no longer; nothing where it was not counted. */
  release(place: Place): void {
    if (place.heapBytes === 0) return
    this.#count(-place.heapBytes, -place.externalBytes, -1)
    place.heapBytes = 0
  }

  /** Counts none of them any longer. */
  clear(): void {
    this.#heapBytes = 0
    this.#externalBytes = 0
    this.#entries = 0
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
