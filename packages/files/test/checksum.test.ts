import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { crc32, tableCrc32 } from '../src/checksum.js'

/** The definition, bit by bit. */
function plainCrc32(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  }
  return ~crc >>> 0
}

describe.each([
  ['crc32', crc32],
  ['tableCrc32', (bytes: Uint8Array, value = 0) => tableCrc32(bytes, value)],
])('%s', (_, crc) => {
  it('answers the check value of the algorithm', () => {
    expect(crc(new TextEncoder().encode('123456789'))).toBe(0xcbf43926)
    expect(crc(new Uint8Array(0))).toBe(0)
  })

  it('is the definition, at any place of a buffer, in any parts', () => {
    const bytes = fc.uint8Array({ maxLength: 200 })
    fc.assert(
      fc.property(bytes, fc.nat(7), fc.nat(200), (content, shift, cut) => {
        const room = new Uint8Array(content.length + 8)
        room.set(content, shift)
        const view = room.subarray(shift, shift + content.length)
        expect(crc(view)).toBe(plainCrc32(content))
        expect(crc(view.subarray(cut), crc(view.subarray(0, cut)))).toBe(plainCrc32(content))
      }),
    )
  })
})
