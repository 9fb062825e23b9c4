// A seed per process, so that nobody outside can choose keys that collide.
const seed = (Math.random() * 2 ** 32) | 0

/** Mixes a 32-bit number into another: one to one, every bit of the result depends on every bit given. */
export function mix(number: number): number {
  const a = Math.imul(number ^ seed, 0x85ebca6b)
  const b = Math.imul(a ^ (a >>> 15), 0xc2b2ae35)
  return b ^ (b >>> 16)
}

/** Answers 32 bits of a text, all of whose units count. `O(length)`. */
export function hashText(text: string): number {
  const { length } = text
  let even = seed ^ length
  let odd = length
  let at = 0
  for (; at + 1 < length; at += 2) {
    even = Math.imul(even ^ text.charCodeAt(at), 0x01000193)
    odd = Math.imul(odd ^ text.charCodeAt(at + 1), 0x01000193)
  }
  if (at < length) even = Math.imul(even ^ text.charCodeAt(at), 0x01000193)
  const both = Math.imul(even ^ (even >>> 15), 0x85ebca6b) ^ odd
  return Math.imul(both ^ (both >>> 16), 0xc2b2ae35) ^ (both >>> 13)
}

const view = new DataView(new ArrayBuffer(8))

/** Answers 32 bits of a number that is no 32-bit integer. */
export function hashNumber(number: number): number {
  if (Number.isNaN(number)) return mix(0x7ff80000)
  view.setFloat64(0, number)
  return mix(view.getInt32(0) ^ Math.imul(view.getInt32(4), 0x9e3779b1))
}

const identities = new WeakMap<object, number>()
let lastIdentity = 0

/** Answers 32 bits of any other key, the same for as long as it lives. */
export function hashOther(key: unknown): number {
  if (typeof key === 'symbol') return hashText(String(key))
  if ((typeof key !== 'object' && typeof key !== 'function') || key === null) return hashText(`${typeof key}${key}`)
  const known = identities.get(key)
  if (known !== undefined) return known
  const identity = mix(++lastIdentity)
  identities.set(key, identity)
  return identity
}

/** Answers 32 bits of any key that depend on other things than its hash. `O(length)` of a text. */
export function fingerprint(key: unknown): number {
  if (typeof key === 'number') {
    if (Number.isNaN(key)) return 0x7ff80000
    view.setFloat64(0, key)
    return view.getInt32(0) ^ Math.imul(view.getInt32(4), 0x2c1b3c6d)
  }
  if (typeof key !== 'string') return hashOther(key)
  let bits = 0x2c1b3c6d
  for (let at = 0; at < key.length; at++) bits = Math.imul(bits ^ key.charCodeAt(at), 0x297a2d39) ^ (bits >>> 15)
  return bits
}
