import { FilesError } from './errors.js'

// Knows typed arrays of every realm, and no look-alike: `instanceof` does neither.
const kind = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag)
  ?.get as () => string | undefined

/**
 * Refuses what holds no bytes, before a platform makes something of it: cells of other sizes, text, nothing.
 *
 * @throws {@link FilesError} `FILES_INVALID_BYTES`
 */
export function checkBytes(name: string, what: 'bytes' | 'into', value: unknown): asserts value is Uint8Array {
  if (kind.call(value) === 'Uint8Array') return
  const given = Object.prototype.toString.call(value).slice(8, -1)
  const message = `${what} for file "${name}" is of type ${given}; give a Uint8Array${cure(given, value)}`
  throw new FilesError('FILES_INVALID_BYTES', message)
}

function cure(given: string, value: unknown): string {
  if (ArrayBuffer.isView(value)) return ', such as new Uint8Array(x.buffer, x.byteOffset, x.byteLength)'
  if (given.endsWith('ArrayBuffer')) return ', such as new Uint8Array(x)'
  return given === 'String' ? ', such as new TextEncoder().encode(x)' : ''
}
