import { Seen } from './seen.js'
import { Walk } from './walk.js'

// One walk is kept for the next call, for to make it costs as much as to count a small value. A trap of a proxy in a
// browser may call again while it is away.
let spare: { readonly seen: Seen; readonly walk: Walk } | undefined

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
  const mine = spare ?? fresh()
  const { seen, walk } = mine
  spare = undefined
  walk.count(value)
  walk.run()
  const bytes = walk.heap + walk.external
  walk.clear()
  seen.clear()
  spare = mine
  return bytes
}

function fresh() {
  const seen = new Seen()
  return { seen, walk: new Walk(seen) }
}
