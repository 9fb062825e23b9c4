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
  of: value => Object.prototype.toString.call(value) === '[object ArrayBuffer]',
  from: buffer => buffer,
}
// Node's Buffer is an Uint8Array too; elsewhere its bytes come back as one.
const nodeBuffer: BinaryKind = {
  of: value => hostBuffer()?.isBuffer(value) === true,
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

/** The bytes of a value that has a kind. */
export function binaryBytesOf(value: object): Uint8Array {
  return ArrayBuffer.isView(value)
    ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
    : new Uint8Array(value as ArrayBuffer)
}

/** A value of a kind from its bytes, which are copied. */
export function binaryFrom(kind: number, bytes: Uint8Array): unknown {
  const found = kinds[kind]
  if (!found) throw new RangeError(`there is no kind ${kind} of bytes`)
  return found.from(bytes.slice().buffer as ArrayBuffer)
}

interface HostBuffer {
  isBuffer(value: unknown): boolean
  from(buffer: ArrayBuffer): Uint8Array
}

function hostBuffer(): HostBuffer | undefined {
  return (globalThis as { Buffer?: HostBuffer }).Buffer
}
