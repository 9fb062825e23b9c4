import { type ByteSize, parseBytes } from '@plimsoll/bytes'
import { invalid, StreamError, shown } from '../errors.js'

/** Where a sequence is cut: after so many, before so many bytes would be passed, or by neither. */
export interface Cut {
  readonly size?: number
  readonly maxBytes?: number
}

/**
 * Checks a cut; it may give neither bound.
 *
 * @param counted - what is counted: `'items of a chunk'`
 */
export function checkCut(
  { size, maxBytes }: { readonly size?: number; readonly maxBytes?: ByteSize },
  counted = 'items of a chunk',
): Cut {
  if (size !== undefined && maxBytes !== undefined) {
    throw new StreamError('STREAM_INVALID_OPTIONS', 'the options give both size and maxBytes; give one of them')
  }
  if (size !== undefined) return { size: checkSize('size', size, counted) }
  if (maxBytes === undefined) return {}
  const bytes = parseBytes(maxBytes)
  if (bytes >= 1) return { maxBytes: bytes }
  throw new StreamError('STREAM_INVALID_SIZE', `maxBytes is ${shown(maxBytes)}; give at least 1 byte`)
}

/** Refuses what is no number of items. */
export function checkSize(option: string, size: number, counted = 'items of a chunk'): number {
  if (Number.isSafeInteger(size) && size > 0) return size
  const text = `${option} is ${shown(size)}; give the ${counted}, a whole number above 0`
  throw new StreamError('STREAM_INVALID_SIZE', text)
}

/** Refuses what is no function from an item to its bytes. */
export function checkSizeOf(sizeOf: unknown): void {
  if (sizeOf === undefined || typeof sizeOf === 'function') return
  throw invalid('sizeOf', sizeOf, 'a function from an item to its bytes')
}

/** Refuses what a `sizeOf` answered where it is no bytes. */
export function checkBytes(bytes: number): number {
  if (typeof bytes === 'number' && bytes >= 0) return bytes
  throw new StreamError('STREAM_INVALID_SIZE', `sizeOf answered ${shown(bytes)} for an item; it answers bytes`)
}
