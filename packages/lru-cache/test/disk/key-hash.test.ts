import { describe, expect, it } from 'vitest'
import { hashed, hashKey } from '../../src/disk/key-hash.js'

const hashOf = (bytes: Uint8Array, low: number, high: number) => {
  hashKey(bytes, { low, high })
  return `${hashed.low.toString(16).padStart(8, '0')} ${hashed.high.toString(16).padStart(8, '0')}`
}

describe('the hash of a key on disk', () => {
  it.each([
    [0, '591f8d21 c83cb8b9'],
    [1, '122455be 157338f8'],
    [3, '451a0fce 790606f7'],
    [4, '178ae7d5 a12ee55b'],
    [8, '20e8feed 8c85e4bc'],
    [63, '713ca62e 876032bf'],
  ])("is HalfSipHash-2-4: the authors' vector of %i bytes", (length, expected) => {
    const bytes = Uint8Array.from({ length }, (_, at) => at)
    expect(hashOf(bytes, 0x03020100, 0x07060504)).toBe(expected)
  })

  it('is another for each of the keys that were chosen to share one with any seed', () => {
    // In a mix of xor, rotation, and a multiplication by five, the second word undoes what the first one changed.
    const inverse = (word: number) => {
      let by = 0xcc9e2d51
      for (let times = 0; times < 5; times++) by = Math.imul(by, 2 - Math.imul(0xcc9e2d51, by))
      return Math.imul(word ^ (word >>> 15) ^ (word >>> 30), by)
    }
    const plain = [inverse(0), inverse(0)]
    const other = [inverse(2 ** 18), inverse(2 ** 31)]
    const keys = Array.from({ length: 256 }, (_, number) =>
      Int32Array.from({ length: 16 }, (_, at) => ((number >> (at >> 1)) % 2 === 0 ? plain : other)[at % 2] as number),
    )
    for (const [first, second] of [
      [0, 0],
      [0x9e3779b9, 0x7f4a7c15],
    ] as const) {
      const halves = keys.map(key => hashOf(new Uint8Array(key.buffer), first, second).split(' '))
      expect(new Set(halves.map(([low]) => low)).size).toBe(256)
      expect(new Set(halves.map(([, high]) => high)).size).toBe(256)
    }
  })
})
