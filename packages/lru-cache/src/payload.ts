import { measure, sizeOf } from '@plimsoll/bytes'
import { Sizes } from './sizes.js'

/** What an entry holds: all of it, and how much of that lies outside of the heap. */
export interface Weight {
  readonly bytes: number
  readonly externalBytes: number
}

const isBuffer = (value: unknown) =>
  ArrayBuffer.isView(value) ||
  value instanceof ArrayBuffer ||
  (typeof SharedArrayBuffer === 'function' && value instanceof SharedArrayBuffer)

// Of what stands in its slot in every engine: asked for before `sizeOf`, for the sake of time.
const isSmall = (value: unknown) => typeof value === 'number' && (value << 1) >> 1 === value

const nothing: Weight = { bytes: 0, externalBytes: 0 }

/** Measures a key and its value: 0 for what stands in their slots, as small integers do. */
export function weightOf(key: unknown, value: unknown): Weight {
  if (isSmall(key) && isSmall(value)) return nothing
  const keyBytes = isSmall(key) ? 0 : sizeOf(key)
  if (typeof value !== 'object' && typeof value !== 'function')
    return { bytes: keyBytes + sizeOf(value), externalBytes: 0 }
  const { heapBytes, externalBytes } = measure(value)
  return { bytes: keyBytes + heapBytes + externalBytes, externalBytes }
}

/** Takes a size that was given for what the value takes: outside of the heap where it is a buffer. */
export const givenWeight = (value: unknown, bytes: number): Weight => ({
  bytes,
  externalBytes: isBuffer(value) ? bytes : 0,
})

/** What keys and values hold, entry by entry, as it was when they were set. */
export class Payload extends Sizes {
  /** Bytes of all entries that lie outside of the heap. */
  externalTotal = 0
  // From the first entry on that has any.
  #external: Float64Array | undefined
  #capacity = 0

  override get bytes(): number {
    return super.bytes + (this.#external === undefined ? 0 : 8 * this.#external.length)
  }

  /** Answers the bytes that its arrays take for so many entries, once one of them has external bytes. */
  override bytesFor(capacity: number, hasExternal = false): number {
    return super.bytesFor(capacity) + (hasExternal || this.#external !== undefined ? 8 * capacity : 0)
  }

  override resize(capacity: number): void {
    super.resize(capacity)
    this.#capacity = capacity
    const from = this.#external
    if (from === undefined) return
    this.#external = new Float64Array(capacity)
    this.#external.set(from.length > capacity ? from.subarray(0, capacity) : from)
  }

  override move(from: number, to: number): void {
    super.move(from, to)
    const external = this.#external
    if (external === undefined) return
    external[to] = external[from] as number
    external[from] = 0
  }

  /** Counts an entry. */
  weigh(entry: number, { bytes, externalBytes }: Weight): void {
    this.add(entry, bytes)
    if (externalBytes === 0) return
    this.#external ??= new Float64Array(this.#capacity)
    this.#external[entry] = externalBytes
    this.externalTotal += externalBytes
  }

  override remove(entry: number): void {
    super.remove(entry)
    const external = this.#external
    if (external === undefined) return
    this.externalTotal -= external[entry] as number
    external[entry] = 0
  }

  override clear(): void {
    super.clear()
    this.externalTotal = 0
    this.#external = undefined
  }
}
