/** What begins a store's hashes: random, and kept with it. */
export interface HashSeeds {
  readonly low: number
  readonly high: number
}

/** The hash of the last call of {@link hashKey}: two numbers of 32 bits, without an object for them. */
export const hashed = { low: 0, high: 0 }

/**
 * Answers 64 bits of a key's bytes in {@link hashed}: HalfSipHash-2-4 with the seeds as its key (Aumasson and Bernstein, CC0), so
 * that nobody who does not know them can choose keys that share a hash, or a part of it. `O(length)`
 */
export function hashKey(bytes: Uint8Array, { low, high }: HashSeeds): void {
  let v0 = low
  let v1 = high ^ 0xee
  let v2 = low ^ 0x6c796765
  let v3 = high ^ 0x74656462
  const words = (bytes.length >>> 2) + 1
  // Behind the words come two that are none: each of them finishes one half.
  for (let at = 0; at < words + 2; at++) {
    const isText = at < words
    const word = isText ? wordAt(bytes, at * 4) : 0
    if (at === words) v2 ^= 0xee
    else if (!isText) {
      hashed.low = (v1 ^ v3) >>> 0
      v1 ^= 0xdd
    }
    v3 ^= word
    for (let rounds = isText ? 2 : 4; rounds > 0; rounds--) {
      v0 = (v0 + v1) | 0
      v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0
      v0 = (v0 << 16) | (v0 >>> 16)
      v2 = (v2 + v3) | 0
      v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2
      v0 = (v0 + v3) | 0
      v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0
      v2 = (v2 + v1) | 0
      v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2
      v2 = (v2 << 16) | (v2 >>> 16)
    }
    v0 ^= word
  }
  hashed.high = (v1 ^ v3) >>> 0
}

// The last one has the bytes that are left, and how many there are in all.
function wordAt(bytes: Uint8Array, at: number): number {
  const { length } = bytes
  if (at + 4 <= length) {
    return (
      (bytes[at] as number) |
      ((bytes[at + 1] as number) << 8) |
      ((bytes[at + 2] as number) << 16) |
      ((bytes[at + 3] as number) << 24)
    )
  }
  let word = length << 24
  for (let left = at; left < length; left++) word |= (bytes[left] as number) << (8 * (left - at))
  return word
}
