/** What begins both halves of a store's hashes: random, and kept with it. */
export interface HashSeeds {
  readonly low: number
  readonly high: number
}

/** The hash of the last call of {@link hashKey}: two numbers of 32 bits, without an object for them. */
export const hashed = { low: 0, high: 0 }

/**
 * Answers 64 bits of a key's bytes in {@link hashed}: two rounds over four bytes at a time with multipliers of their own, and
 * the finishing mix of MurmurHash3 (Appleby, public domain).
 */
export function hashKey(bytes: Uint8Array, seeds: HashSeeds): void {
  const { length } = bytes
  let low = seeds.low ^ length
  let high = seeds.high ^ Math.imul(length, 0x9e3779b1)
  let at = 0
  for (; at + 4 <= length; at += 4) {
    const word =
      (bytes[at] as number) |
      ((bytes[at + 1] as number) << 8) |
      ((bytes[at + 2] as number) << 16) |
      ((bytes[at + 3] as number) << 24)
    low = mixed(low, Math.imul(word, 0xcc9e2d51))
    high = mixed(high, Math.imul(word ^ 0x5bd1e995, 0x85ebca6b))
  }
  for (; at < length; at++) {
    low = mixed(low, Math.imul(bytes[at] as number, 0x1b873593))
    high = mixed(high, Math.imul((bytes[at] as number) + 1, 0xc2b2ae35))
  }
  hashed.low = finished(low)
  hashed.high = finished(high ^ Math.imul(low, 0x27d4eb2f))
}

function mixed(state: number, word: number): number {
  const next = state ^ (word ^ (word >>> 15))
  return (Math.imul((next << 13) | (next >>> 19), 5) + 0xe6546b64) | 0
}

function finished(state: number): number {
  let mixedState = state ^ (state >>> 16)
  mixedState = Math.imul(mixedState, 0x85ebca6b)
  mixedState = Math.imul(mixedState ^ (mixedState >>> 13), 0xc2b2ae35)
  return (mixedState ^ (mixedState >>> 16)) >>> 0
}
