import { measure } from '@plimsoll/bytes'
import { shown } from '../check.js'
import { MemoryError } from '../errors.js'

/** The bytes of one entry, on the heap and outside of it. */
export interface EntryBytes {
  /** Bytes on the JavaScript heap. */
  readonly heapBytes: number
  /** Bytes outside of it, such as those of a Buffer. */
  readonly externalBytes: number
}

// What is behind an entry of more parts is reckoned up by `measure`, from those it has seen.
const maxNodes = 2000

/** Sizes the entries of a Map or Set: as the user says, or else key and value as `measure` counts them. */
export function entryBytes<Key, Value>(
  name: string,
  bytesOf: ((value: Value, key: Key) => number | EntryBytes) | undefined,
): (key: Key, value: Value) => EntryBytes {
  if (bytesOf === undefined) return measuring()
  return (key, value) => {
    const said = bytesOf(value, key)
    const { heapBytes, externalBytes } = typeof said === 'number' ? { heapBytes: said, externalBytes: 0 } : (said ?? {})
    if (!isBytes(heapBytes) || !isBytes(externalBytes)) {
      const answer = shown(typeof said === 'number' ? said : `${heapBytes} and ${externalBytes}`)
      const wanted = 'it has to answer a number of bytes of 0 or more, or { heapBytes, externalBytes }'
      throw new MemoryError('BUDGET_INVALID_BYTES', `bytesOf of "${name}" answered ${answer}; ${wanted}`)
    }
    return { heapBytes, externalBytes }
  }
}

function measuring(): (key: unknown, value: unknown) => EntryBytes {
  // A sample takes three times as long as a walk to the end, so that small values are better walked.
  let large = true
  const ofAny = (value: unknown) => {
    const { visited, ...bytes } = measure(value, large ? { maxNodes } : {})
    large = visited >= maxNodes / 4
    return bytes
  }
  return (key, value) => {
    const ofValue = ArrayBuffer.isView(value) ? ofView(value) : ofAny(value)
    // Small numbers stand in the table itself; a Set has its members for keys.
    if (Object.is(key, value) || typeof key === 'number') return ofValue
    const ofKey = measure(key, typeof key === 'object' ? { maxNodes } : {})
    return {
      heapBytes: ofKey.heapBytes + ofValue.heapBytes,
      externalBytes: ofKey.externalBytes + ofValue.externalBytes,
    }
  }
}

let arrayBytes: number | undefined

// In an array of one: by itself, a view's elements would be listed one by one to say how many there are.
function ofView(view: ArrayBufferView): EntryBytes {
  const { heapBytes, externalBytes } = measure([view])
  arrayBytes ??= measure([0]).heapBytes
  return { heapBytes: heapBytes - arrayBytes, externalBytes }
}

const isBytes = (bytes: unknown): bytes is number =>
  typeof bytes === 'number' && bytes >= 0 && bytes < Number.POSITIVE_INFINITY
