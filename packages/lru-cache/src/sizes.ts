import { LRUCacheError } from './errors.js'
import type { SizeCalculator } from './options.js'
import type { Column } from './policy/policy.js'

/** Whether a size or bound is one: a whole number of 1 or more. */
export const isPositiveInteger = (n: unknown): n is number =>
  typeof n === 'number' && n > 0 && n === Math.floor(n) && Number.isFinite(n)

/** What entries weigh, and all of them together. */
export class Sizes implements Column {
  /** All sizes together. */
  total = 0
  #sizes = new Float64Array(0)

  /** Bytes of its array. */
  get bytes(): number {
    return 8 * this.#sizes.length
  }

  /** Answers the bytes of its array for so many entries. */
  bytesFor(capacity: number): number {
    return 8 * capacity
  }

  resize(capacity: number): void {
    const from = this.#sizes
    this.#sizes = new Float64Array(capacity)
    this.#sizes.set(from.length > capacity ? from.subarray(0, capacity) : from)
  }

  move(from: number, to: number): void {
    this.#sizes[to] = this.#sizes[from] as number
    this.#sizes[from] = 0
  }

  of(entry: number): number {
    return this.#sizes[entry] as number
  }

  add(entry: number, size: number): void {
    this.#sizes[entry] = size
    this.total += size
  }

  remove(entry: number): void {
    this.total -= this.#sizes[entry] as number
    this.#sizes[entry] = 0
  }

  clear(): void {
    this.total = 0
    this.#sizes.fill(0)
  }
}

/** Answers the size that is given, or else calculated. */
export function requireSize<K, V>(
  key: K,
  value: V,
  size: number | undefined,
  calculate: SizeCalculator<K, V> | undefined,
): number {
  if (isPositiveInteger(size)) return size
  if (!calculate)
    throw new LRUCacheError(
      'LRU_INVALID_SIZE',
      `invalid size value (must be positive integer). When maxSize or maxEntrySize is used, sizeCalculation or size must be set.; size is ${String(size)}`,
    )
  if (typeof calculate !== 'function')
    throw new LRUCacheError(
      'LRU_INVALID_SIZE',
      `sizeCalculation must be a function; it is ${typeof calculate}; give (value, key) => size`,
    )
  const calculated = calculate(value, key)
  if (!isPositiveInteger(calculated))
    throw new LRUCacheError(
      'LRU_INVALID_SIZE',
      `sizeCalculation return invalid (expect positive integer); it answered ${String(calculated)}; answer a whole number of 1 or more`,
    )
  return calculated
}

/** Refuses a size where nothing is bounded by sizes. */
export function refuseSize(size: unknown, calculate: unknown): void {
  if (size || calculate)
    throw new LRUCacheError(
      'LRU_INVALID_SIZE',
      'cannot set size without setting maxSize or maxEntrySize on cache; set maxSize in the constructor, or leave size out',
    )
}
