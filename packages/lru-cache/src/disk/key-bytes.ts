import { ByteWriter } from './byte-writer.js'
import { isWellFormed } from './well-formed.js'

const mostBytes = 2 ** 20
const writer = new ByteWriter()

/** Whether a key may have bytes: objects, functions and symbols have none. */
export function isKeptKey(key: unknown): boolean {
  return key === null || (typeof key !== 'object' && typeof key !== 'function' && typeof key !== 'symbol')
}

/**
 * The bytes of a key: the same for keys that a `Map` takes for one, `0` and `-0` too, and others for all others. `undefined`
 * for objects, functions and symbols, which mean nothing in another process, and for texts beyond 1 MiB.
 *
 * @returns a view that is good until the next call
 */
export function keyBytes(key: unknown): Uint8Array | undefined {
  writer.begin(mostBytes)
  try {
    if (!writeKey(key)) return undefined
  } catch {
    return undefined
  }
  return writer.written()
}

function writeKey(key: unknown): boolean {
  switch (typeof key) {
    case 'string':
      if (isWellFormed(key)) {
        writer.uint8(1)
        writer.utf8(key)
      } else {
        writer.uint8(2)
        writer.utf16(key)
      }
      return true
    case 'number':
      writer.uint8(3)
      // There is one NaN, and one zero.
      writer.float64(Number.isNaN(key) ? Number.NaN : key + 0)
      return true
    case 'bigint':
      writer.uint8(4)
      writer.utf8(key.toString(16))
      return true
    case 'boolean':
      writer.uint8(key ? 5 : 6)
      return true
    case 'undefined':
      writer.uint8(7)
      return true
    default:
      writer.uint8(8)
      return key === null
  }
}
