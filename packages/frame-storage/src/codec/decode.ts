import { bytesIn } from '../dtype.js'
import type { Grid } from '../frame.js'
import type { FramePlace } from '../record/frame-table.js'
import { encodings } from '../record/record.js'
import { fromPlanes } from './byte-planes.js'
import { type Compression, deflate, zstd } from './compression.js'
import { codeBytes, hasMask, quantizedHeadBytes, restoreGrid } from './quantized.js'

/** Why a payload was not put back: it is none of this frame, or nothing here can read it. */
export type DecodeFailure = 'damaged' | 'unsupported'

/** The most bytes that are held beside a grid while a payload is put into it: that payload, and the grid in another order. */
export function decodingBytes({ encoding, bytes }: FramePlace, frameBytes: number): number {
  return encoding === encodings.raw ? 0 : bytes + frameBytes
}

/** Puts the values of a payload into a grid. How much room it takes is known from the grid, whatever the payload says. */
export async function decodeInto(
  grid: Grid,
  encoding: number,
  payload: Uint8Array<ArrayBuffer>,
): Promise<DecodeFailure | undefined> {
  try {
    if (encoding === encodings.quantized) return restoreGrid(payload, grid) ? undefined : 'damaged'
    if (encoding === encodings.quantizedDeflate) return (await inflateCodes(payload, grid)) ? undefined : 'damaged'
    const compression = compressionOf(encoding)
    if (!compression) return 'unsupported'
    const planes = await compression.decompress(payload, grid.byteLength)
    fromPlanes(planes, grid.BYTES_PER_ELEMENT, bytesIn(grid))
    return undefined
  } catch {
    return 'damaged'
  }
}

function compressionOf(encoding: number): Compression | undefined {
  if (encoding === encodings.shuffleDeflate) return deflate()
  return encoding === encodings.shuffleZstd ? zstd() : undefined
}

async function inflateCodes(payload: Uint8Array<ArrayBuffer>, grid: Grid): Promise<boolean> {
  if (payload.length < quantizedHeadBytes) return false
  const length = codeBytes(grid.length, hasMask(payload))
  const planes = await deflate().decompress(payload.subarray(quantizedHeadBytes), length + (length % 2))
  const bytes = new Uint8Array(quantizedHeadBytes + planes.length)
  bytes.set(payload.subarray(0, quantizedHeadBytes))
  fromPlanes(planes, 2, bytes.subarray(quantizedHeadBytes))
  return restoreGrid(bytes.subarray(0, quantizedHeadBytes + length), grid)
}
