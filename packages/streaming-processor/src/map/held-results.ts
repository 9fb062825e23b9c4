import { type MemoryUsage, sizeOf } from '@plimsoll/bytes'
import { isBuffer } from '../source/buffer.js'
import type { ResultWindow } from './result-window.js'

interface Held {
  readonly heapBytes: number
  readonly externalBytes: number
}

// Of a result that waits: its places in the window's rings, and its entry in the table here.
let placeBytes: number | undefined

/** Counts the results that wait for their reader. */
export class HeldResults {
  /** Counts those that wait by now. */
  static of(window: ResultWindow): HeldResults {
    const held = new HeldResults()
    window.eachWaiting((index, result) => held.add(index, result))
    return held
  }

  readonly #held = new Map<number, Held>()
  #heapBytes = 0
  #externalBytes = 0

  /** Counts a result that has to wait. */
  add(index: number, result: unknown): void {
    const held = weigh(result)
    this.#held.set(index, held)
    this.#heapBytes += held.heapBytes
    this.#externalBytes += held.externalBytes
  }

  /** Counts one no longer; nothing where it was not counted. */
  release(index: number): void {
    const held = this.#held.get(index)
    if (!held) return
    this.#held.delete(index)
    this.#heapBytes -= held.heapBytes
    this.#externalBytes -= held.externalBytes
  }

  /** Counts none of them any longer. */
  clear(): void {
    this.#held.clear()
    this.#heapBytes = 0
    this.#externalBytes = 0
  }

  usage(): MemoryUsage {
    return { heapBytes: this.#heapBytes, externalBytes: this.#externalBytes, entries: this.#held.size }
  }
}

// What workers send most is buffers, alone or as members of a result; their bytes are outside of the heap. Those that
// lie deeper count as heap: to find them would take a second walk through all of the result.
function weigh(result: unknown): Held {
  const buffers = new Set<ArrayBufferLike>()
  for (const part of partsOf(result)) {
    const buffer = ArrayBuffer.isView(part) ? part.buffer : part
    if (isBuffer(buffer)) buffers.add(buffer)
  }
  let externalBytes = 0
  for (const buffer of buffers) externalBytes += buffer.byteLength
  placeBytes ??= 8 + 8 + sizeOf(new Map([[1, { heapBytes: 1, externalBytes: 1 }]])) - sizeOf(new Map())
  return { heapBytes: Math.max(0, sizeOf(result) - externalBytes) + placeBytes, externalBytes }
}

/** A result that is one thing, or the members of one that has some. */
function partsOf(result: unknown): readonly unknown[] {
  if (Array.isArray(result)) return result
  if (typeof result !== 'object' || result === null) return []
  const prototype: unknown = Object.getPrototypeOf(result)
  return prototype === Object.prototype || prototype === null ? Object.values(result) : [result]
}
