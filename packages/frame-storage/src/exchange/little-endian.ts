import { bytesIn } from '../dtype.js'
import type { Grid } from '../frame.js'

/** Whether this machine keeps the low byte first. */
export const littleEndianHere = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1

/** Turns the bytes of each element round, in place. */
export function swapBytes(bytes: Uint8Array, size: number): void {
  for (let at = 0; at < bytes.length; at += size) {
    for (let low = at, high = at + size - 1; low < high; low++, high--) {
      const byte = bytes[low] as number
      bytes[low] = bytes[high] as number
      bytes[high] = byte
    }
  }
}

/** The bytes of a grid with the low byte first: in place, or in a copy where this machine has it otherwise. */
export function littleEndianBytes(grid: Grid): Uint8Array {
  if (littleEndianHere) return bytesIn(grid)
  const bytes = bytesIn(grid.slice())
  swapBytes(bytes, grid.BYTES_PER_ELEMENT)
  return bytes
}
