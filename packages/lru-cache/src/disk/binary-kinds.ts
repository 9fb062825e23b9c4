import { checkBare } from './plain-data.js'
import { Unencodable } from './unencodable.js'

interface BinaryKind {
  readonly of: (value: object) => boolean
  readonly from: (buffer: ArrayBuffer) => unknown
}

type ViewClass = { readonly prototype: object; new (buffer: ArrayBuffer): unknown }

const views: readonly ViewClass[] = [
  Uint8Array,
  Int8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
  DataView,
]

const plainBuffer: BinaryKind = {
  of: value => Object.getPrototypeOf(value) === ArrayBuffer.prototype,
  from: buffer => buffer,
}
// Node's Buffer is an Uint8Array too; elsewhere its bytes come back as one.
const nodeBuffer: BinaryKind = {
  of: value => Object.getPrototypeOf(value) === hostBuffer()?.prototype,
  from: buffer => hostBuffer()?.from(buffer) ?? new Uint8Array(buffer),
}

// Their places are written to disk: new ones go to the end.
const kinds: readonly BinaryKind[] = [
  nodeBuffer,
  plainBuffer,
  ...views.map(
    (View): BinaryKind => ({
      of: value => Object.getPrototypeOf(value) === View.prototype,
      from: buffer => new View(buffer),
    }),
  ),
]

/** Which kind of buffer, or view of one, a value is; -1 for what is none. */
export function binaryKindOf(value: object): number {
  return ArrayBuffer.isView(value) || plainBuffer.of(value) ? kinds.findIndex(kind => kind.of(value)) : -1
}

/**
 * The bytes of a value that has a kind.
 *
 * @throws `Unencodable` for a buffer that may change its length, or has members of its own; `TypeError` for what only inherits from
 * a buffer
 */
export function binaryBytesOf(value: object): Uint8Array {
  // Members that arrays of numbers were given are not looked for: each number is one.
  if (ArrayBuffer.isView(value)) {
    if (value instanceof DataView) checkBare(value, 'a DataView')
    return new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
  }
  const buffer = value as ArrayBuffer & { readonly resizable?: boolean }
  if (buffer.resizable) throw new Unencodable('a resizable ArrayBuffer')
  checkBare(buffer, 'an ArrayBuffer')
  return new Uint8Array(buffer, 0, buffer.byteLength)
}

/** A value of a kind from its bytes, which are copied. */
export function binaryFrom(kind: number, bytes: Uint8Array): unknown {
  const found = kinds[kind]
  if (!found) throw new RangeError(`there is no kind ${kind} of bytes`)
  return found.from(bytes.slice().buffer as ArrayBuffer)
}

interface HostBuffer {
  readonly prototype: object
  from(buffer: ArrayBuffer): Uint8Array
}

function hostBuffer(): HostBuffer | undefined {
  return (globalThis as { Buffer?: HostBuffer }).Buffer
}
