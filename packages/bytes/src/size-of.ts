import { Walk } from './walk.js'

/**
 * Counts the bytes that a value holds: those on the heap and those outside of it, that come back when it goes.
 *
 * Follows everything reachable through properties, elements, Map and Set entries, and buffers behind views, each object
 * once: `O(n)`, without recursion. Runs none of the value's code: no getter, no `toJSON`, no iterator, in Node no
 * trap of a Proxy either. Not counted: what is shared with code (hidden classes, prototypes, functions' source), what
 * WeakMap, WeakSet and WeakRef hold, variables of closures, what private fields lead to, targets of proxies. Equal
 * strings count once. Made for V8 (Node, Deno, Chromium); on other engines an estimate. {@link measure} tells heap and
 * external bytes apart, and whether something had to be guessed.
 *
 * @returns whole bytes; 0 for what stands in a slot of its holder: small integers, booleans, `null`, `undefined`
 *
 * @example
 * ```ts
 * sizeOf({ a: 1, b: 2, c: 3 }) // 48 in Node
 * sizeOf(new Map([['key', new Float64Array(1000)]])) // 8392 in Node
 * ```
 */
export function sizeOf(value: unknown): number {
  const walk = new Walk()
  walk.count(value)
  walk.run()
  return walk.heap + walk.external
}
