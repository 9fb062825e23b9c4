import type { MemoryUsage } from './consumer.js'
import { entriesOf } from './entries.js'
import { BytesError } from './errors.js'
import { checkOptions } from './options.js'
import { sample } from './sampling.js'
import { Seen } from './seen.js'
import { isKnown } from './v8-layout.js'
import { Walk } from './walk.js'

/** How {@link measure} counts. */
export interface MeasureOptions {
  /**
   * What was counted already, and is left out; what this call counts is added. Hand the same to several calls, and a part
   * that the values share counts once. Not together with `maxNodes`.
   *
   * @defaultValue nothing
   */
  readonly seen?: Seen
  /**
   * Objects to visit at most, 1 or more. Of larger values a sample is visited, spread over each collection, and what was left
   * out is taken to be alike. What members share is counted once where at least two of the visited ones share it. Of parts
   * linked one by one the rest cannot be told, and is left out.
   *
   * @defaultValue all are visited
   */
  readonly maxNodes?: number
}

/** What a value holds: see {@link measure}. */
export interface Measured extends MemoryUsage {
  /**
   * Members of the value itself: entries of a Map or Set, elements of an array or typed array, properties of another
   * object; 0 of what is no object.
   */
  readonly entries: number
  /** Objects that were visited; texts, and numbers in boxes, are counted with what holds them. */
  readonly visited: number
  /** Whether objects were left out, because of `maxNodes`. */
  readonly sampled: boolean
  /**
   * Whether the bytes are those of V8's own layout: it runs on V8 (Node, Deno, Chromium and what is built on it),
   * nothing was sampled, and nothing was met that cannot be looked into (functions, for their variables; classes with
   * private fields; errors, for their stacks; promises, generators, patterns, weak collections, proxies, objects of the platform).
   * What no program can see is not told by it: room that `push` left, texts in pieces, objects after `delete`.
   */
  readonly exact: boolean
}

/**
 * Counts what a value holds, heap and external bytes apart, and says how sure it is.
 *
 * Counts as {@link sizeOf} does: heap and external bytes together are its answer. `O(n)`, or `O(maxNodes)` with a light
 * pass over the keys of the collections that are sampled.
 *
 * @throws {@link BytesError} `BYTES_INVALID_OPTIONS` for options that do not exist or cannot be
 *
 * @example
 * ```ts
 * measure(new Map([['key', new Float64Array(1000)]]))
 * // { heapBytes: 392, externalBytes: 8000, entries: 1, visited: 3, sampled: false, exact: true } in Node
 * measure(records, { maxNodes: 10_000 }).heapBytes // within a few percent, where the records are alike
 * ```
 */
export function measure(value: unknown, options: MeasureOptions = {}): Measured {
  checkOptions(options, ['maxNodes', 'seen'])
  const { maxNodes, seen } = options
  if (seen !== undefined && !(seen instanceof Seen))
    throw new BytesError('BYTES_INVALID_OPTIONS', 'seen is no Seen; give new Seen(), or leave it out')
  if (maxNodes !== undefined && !(Number.isSafeInteger(maxNodes) && maxNodes > 0) && maxNodes !== Infinity)
    throw new BytesError(
      'BYTES_INVALID_OPTIONS',
      `maxNodes is ${typeof maxNodes === 'number' ? maxNodes : typeof maxNodes}; give a whole number of 1 or more`,
    )
  if (maxNodes !== undefined && seen !== undefined)
    throw new BytesError(
      'BYTES_INVALID_OPTIONS',
      'maxNodes and seen are both given; what a sample left out cannot be seen',
    )
  const { heap, external, visited, sampled, guessed, entries } =
    maxNodes === undefined ? countAll(value, seen) : countSome(value, maxNodes)
  return { heapBytes: heap, externalBytes: external, entries, visited, sampled, exact: isKnown && !sampled && !guessed }
}

function countAll(value: unknown, seen: Seen | undefined) {
  const walk = new Walk(seen)
  walk.count(value)
  const entries = entriesOf(value)
  walk.run()
  const { heap, external, visited, guessed } = walk
  return { heap, external, visited, guessed, entries, sampled: false }
}

const countSome = (value: unknown, maxNodes: number) => ({ ...sample(value, maxNodes), entries: entriesOf(value) })
