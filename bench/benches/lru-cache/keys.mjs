// The keys of the caches. What is stored and what is looked up are two lists of equal keys.

/** The key of an index: whole numbers spread over 0 to 2^31, none twice, for dense ones make tables of plain arrays. */
export const spread = index => Math.imul(index, 0x9e3779b1) & 0x7fffffff

const length = 20
const prefix = 'session:'
const digits = '0123456789abcdef'
const bytes = new Uint8Array(length)
for (let at = 0; at < prefix.length; at++) bytes[at] = prefix.charCodeAt(at)

/**
 * The 20 characters of an index, `session:` and 12 hexadecimal digits: a string object of its own each time that has never
 * been hashed. V8 keeps its characters itself, one byte each, in pages too, where those of a TextDecoder lie outside.
 */
export function text(index) {
  let high = spread(index)
  let low = Math.imul(index ^ 0x5bd1e995, 0x85ebca6b) >>> 0
  for (let at = prefix.length; at < length - 4; at++, high >>>= 4) bytes[at] = digits.charCodeAt(high & 15)
  for (let at = length - 4; at < length; at++, low >>>= 8) bytes[at] = digits.charCodeAt(low & 15)
  return String.fromCharCode(...bytes)
}

const dense = index => index

/** Keys by their kind; each is a function of an index. */
export const kinds = { int: spread, dense, string: text }

/** The keys of the indexes from `from` on. */
export function keysOf(kind, count, from = 0) {
  const key = kinds[kind]
  const keys = new Array(count)
  for (let at = 0; at < count; at++) keys[at] = key(from + at)
  return keys
}
