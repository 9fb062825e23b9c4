import { quantizationError } from '../codec/quantized.js'
import type { FrameTable } from './frame-table.js'
import { encodings } from './record.js'
import type { GridStatistics } from './statistics.js'

/** What is known of a stored frame. The statistics are those of the values that were given to be stored. */
export interface FrameDescription extends GridStatistics {
  /** Its place in the sequence. */
  readonly index: number
  /** Its point on the time axis. */
  readonly t: number
  /** How its values are written. */
  readonly encoding: 'raw' | 'deflate' | 'zstd' | 'quantized'
  /** Bytes of its values in the file. */
  readonly storedBytes: number
  /** How far a value may come back from what it was, besides the rounding to the type: 0 but for quantized frames. */
  readonly maxError: number
}

/** Answers what a table knows of a frame. */
export function describeFrame(index: number, table: FrameTable): FrameDescription | undefined {
  const place = table.place(index)
  const statistics = table.statistics(index)
  if (!place || !statistics) return undefined
  const encoding = nameOf(place.encoding)
  const maxError = encoding === 'quantized' ? quantizationError(statistics) : 0
  return { index, t: place.t, ...statistics, encoding, storedBytes: place.bytes, maxError }
}

function nameOf(encoding: number): FrameDescription['encoding'] {
  if (encoding === encodings.raw) return 'raw'
  if (encoding === encodings.shuffleDeflate) return 'deflate'
  return encoding === encodings.shuffleZstd ? 'zstd' : 'quantized'
}
