// By process, so that nobody outside can choose keys that collide: where a hash begins, and what it is multiplied by (odd,
// with bits in all its parts).
const random = () => Math.floor(Math.random() * 2 ** 32)
const seed = random() | 0
const one = 0x85ebca6b ^ (random() & 0x0ffffff0)
const two = 0xc2b2ae35 ^ (random() & 0x0ffffff0)

/** Mixes a 32-bit number into another: one to one, every bit of the result depends on every bit given. */
export function mix(number: number): number {
  const a = Math.imul(number ^ seed, one)
  const b = Math.imul(a ^ (a >>> 15), two)
  return b ^ (b >>> 16)
}

/** Units that are read of a longer text at first: see {@link hashText}. */
export const fewReads = 12

/**
 * Answers 32 bits of a text.
 *
 * @param reads - units that count, a multiple of 12, where the text has more: a third of them spread over the text, the
 * others at its end, for there identifiers differ most. `O(reads)`
 */
export function hashText(text: string, reads: number): number {
  const { length } = text
  let even = seed ^ length
  let odd = seed ^ reads
  let at = 0
  if (length > reads) {
    const spread = reads / 3
    const end = length - 2 * spread
    const step = Math.floor(end / spread)
    for (let left = spread; left > 0; left -= 4) {
      even = Math.imul(even ^ (text.charCodeAt(at) | (text.charCodeAt(at + step) << 16)), one)
      at += 2 * step
      odd = Math.imul(odd ^ (text.charCodeAt(at) | (text.charCodeAt(at + step) << 16)), two)
      at += 2 * step
      even ^= even >>> 15
      odd ^= odd >>> 15
    }
    at = end
  }
  for (; at + 3 < length; at += 4) {
    even = Math.imul(even ^ (text.charCodeAt(at) | (text.charCodeAt(at + 1) << 16)), one)
    odd = Math.imul(odd ^ (text.charCodeAt(at + 2) | (text.charCodeAt(at + 3) << 16)), two)
    even ^= even >>> 15
    odd ^= odd >>> 15
  }
  for (; at < length; at++) {
    even = Math.imul(even ^ text.charCodeAt(at), one)
    even ^= even >>> 15
  }
  const both = Math.imul(even, two) ^ odd
  const mixed = Math.imul(both ^ (both >>> 16), one)
  return mixed ^ (mixed >>> 15)
}

const double = new Float64Array(1)
const halves = new Int32Array(double.buffer)

/** Answers 32 bits of a number that is no 32-bit integer. */
export function hashNumber(number: number): number {
  // There are many of them.
  double[0] = Number.isNaN(number) ? Number.NaN : number
  return mix(mix(halves[0] as number) ^ (halves[1] as number))
}

/** Answers 32 bits of a number or a text. */
export function hashKey(key: number | string, reads: number): number {
  if (typeof key === 'string') return hashText(key, reads)
  return (key | 0) === key ? mix(key) : hashNumber(key)
}

const identities = new WeakMap<object, number>()
let lastIdentity = 0

/** Answers 32 bits of a key that is neither number nor text, the same for as long as it lives. */
export function hashOther(key: unknown): number {
  if (typeof key === 'symbol') return hashAll(String(key))
  if ((typeof key !== 'object' && typeof key !== 'function') || key === null) return hashAll(`${typeof key}${key}`)
  const known = identities.get(key)
  if (known !== undefined) return known
  const identity = mix(++lastIdentity)
  identities.set(key, identity)
  return identity
}

const hashAll = (text: string) => hashText(text, 12 * Math.ceil(text.length / 12))

/** Answers 32 bits of any key that depend on other things than its hash. `O(length)` of a text. */
export function fingerprint(key: unknown): number {
  if (typeof key === 'number') {
    double[0] = Number.isNaN(key) ? Number.NaN : key
    return (halves[0] as number) ^ Math.imul(halves[1] as number, 0x2c1b3c6d)
  }
  if (typeof key !== 'string') return hashOther(key)
  let bits = 0x2c1b3c6d
  for (let at = 0; at < key.length; at++) bits = Math.imul(bits ^ key.charCodeAt(at), 0x297a2d39) ^ (bits >>> 15)
  return bits
}
