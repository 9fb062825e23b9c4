type Crc32 = (bytes: Uint8Array, value: number) => number

let chosen: Crc32 | undefined

/**
 * Answers the CRC-32 of bytes: that of gzip, PNG and zip (polynomial 0xEDB88320).
 *
 * Node's own is used where there is one (20.15, 22.2 and later), about 5 GB/s; elsewhere tables, about 2 GB/s.
 *
 * @param bytes - of any length
 * @param value - the CRC of what came before, to go on from there
 * @returns a whole number from 0 to 2^32 - 1
 *
 * @example
 * ```ts
 * crc32(new TextEncoder().encode('123456789')) // 0xcbf43926
 * ```
 */
export function crc32(bytes: Uint8Array, value = 0): number {
  chosen ??= nodeCrc32() ?? tableCrc32
  return chosen(bytes, value)
}

function nodeCrc32(): Crc32 | undefined {
  const host = (globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } }).process
  return (host?.getBuiltinModule?.('node:zlib') as { crc32?: Crc32 } | undefined)?.crc32
}

const slices = 16
let table: Int32Array | undefined

// table[256 s + n]: the CRC of byte n followed by s zero bytes. So 16 bytes are 16 look-ups that do not wait for each
// other ("slicing-by-16", after Kounavis and Berry, 2005).
function makeTable(): Int32Array {
  const made = new Int32Array(256 * slices)
  for (let n = 0; n < 256; n++) {
    let crc = n
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
    made[n] = crc
  }
  for (let at = 256; at < made.length; at++) {
    const before = made[at - 256] as number
    made[at] = (before >>> 8) ^ (made[before & 255] as number)
  }
  return made
}

function at(words: Int32Array, index: number): number {
  return words[index] as number
}

/** The CRC-32 by tables, for platforms without one of their own. */
export function tableCrc32(bytes: Uint8Array, value: number): number {
  table ??= makeTable()
  const t = table
  const end = bytes.length
  // Words can be read from multiples of four alone, and in the platform's order: little-endian on all that we know.
  const aligned = Math.min(end, -bytes.byteOffset & 3)
  if (end - aligned < 16) return ~bytewise(t, ~value, bytes, 0, end) >>> 0
  let crc = bytewise(t, ~value, bytes, 0, aligned)
  const words = new Int32Array(bytes.buffer, bytes.byteOffset + aligned, (end - aligned) >>> 2)
  const whole = words.length & ~3
  for (let i = 0; i < whole; i += 4) {
    const a = at(words, i) ^ crc
    const b = at(words, i + 1)
    const c = at(words, i + 2)
    const d = at(words, i + 3)
    crc =
      at(t, 3840 + (a & 255)) ^
      at(t, 3584 + ((a >>> 8) & 255)) ^
      at(t, 3328 + ((a >>> 16) & 255)) ^
      at(t, 3072 + (a >>> 24)) ^
      at(t, 2816 + (b & 255)) ^
      at(t, 2560 + ((b >>> 8) & 255)) ^
      at(t, 2304 + ((b >>> 16) & 255)) ^
      at(t, 2048 + (b >>> 24)) ^
      at(t, 1792 + (c & 255)) ^
      at(t, 1536 + ((c >>> 8) & 255)) ^
      at(t, 1280 + ((c >>> 16) & 255)) ^
      at(t, 1024 + (c >>> 24)) ^
      at(t, 768 + (d & 255)) ^
      at(t, 512 + ((d >>> 8) & 255)) ^
      at(t, 256 + ((d >>> 16) & 255)) ^
      at(t, d >>> 24)
  }
  return ~bytewise(t, crc, bytes, aligned + whole * 4, end) >>> 0
}

function bytewise(t: Int32Array, crc: number, bytes: Uint8Array, from: number, to: number): number {
  let result = crc
  for (let i = from; i < to; i++) result = (result >>> 8) ^ at(t, (result ^ (bytes[i] as number)) & 255)
  return result
}
