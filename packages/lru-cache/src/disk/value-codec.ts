import { binaryBytesOf, binaryFrom, binaryKindOf } from './binary-kinds.js'
import { ByteReader, utf8Of, utf16Of } from './byte-reader.js'
import { ByteWriter } from './byte-writer.js'
import { readStructure, writeStructure } from './structure.js'
import { Unencodable } from './unencodable.js'
import { isWellFormed } from './well-formed.js'

// What stands with a record, so that its bytes are read as they were written; from 16 on it is a kind of buffer.
const form = { custom: 0, utf8: 1, utf16: 2, structure: 3, binary: 16 } as const

/** A value as bytes. */
export interface EncodedValue {
  /** In which form. */
  readonly form: number
  /** Good until the next value is encoded, or the value itself changes. */
  readonly bytes: Uint8Array
}

/** How the values of a tier become bytes, and values again. */
export class ValueCodec<V> {
  readonly #encode: ((value: V) => Uint8Array) | undefined
  readonly #decode: ((bytes: Uint8Array) => V) | undefined
  #writer: ByteWriter | undefined = new ByteWriter()

  constructor(encode: ((value: V) => Uint8Array) | undefined, decode: ((bytes: Uint8Array) => V) | undefined) {
    this.#encode = encode
    this.#decode = decode
  }

  /** Bytes that it holds for itself. */
  get heldBytes(): number {
    return this.#writer?.capacity ?? 0
  }

  /**
   * @param limit - bytes it may take
   * @throws `NoRoom` beyond the limit; {@link Unencodable}; what the caller's function throws
   */
  encode(value: V, limit: number): EncodedValue {
    if (this.#encode) return { form: form.custom, bytes: checked(this.#encode(value)) }
    if (typeof value === 'string') {
      const isPlain = isWellFormed(value)
      const bytes = this.#written(limit, to => (isPlain ? to.utf8(value) : to.utf16(value)))
      return { form: isPlain ? form.utf8 : form.utf16, bytes }
    }
    const kind = typeof value === 'object' && value !== null ? binaryKindOf(value) : -1
    if (kind >= 0) return { form: form.binary + kind, bytes: binaryBytesOf(value as object) }
    return { form: form.structure, bytes: this.#written(limit, to => writeStructure(to, value, new Map())) }
  }

  // The traps of a proxy are the caller's code: what they have encoded in the middle of this value gets a writer of its own.
  #written(limit: number, write: (to: ByteWriter) => void): Uint8Array {
    const writer = this.#writer ?? new ByteWriter()
    this.#writer = undefined
    try {
      writer.begin(limit)
      write(writer)
      return writer.written()
    } finally {
      this.#writer = writer
    }
  }

  /** Makes a value of bytes that nobody else has. */
  decode(encoded: EncodedValue): V {
    const { form: found, bytes } = encoded
    if (found === form.custom) {
      if (!this.#decode) throw new Unencodable('bytes of an encode that this tier was not opened with')
      return this.#decode(bytes.slice())
    }
    if (found === form.utf8) return utf8Of(bytes) as V
    if (found === form.utf16) return utf16Of(bytes) as V
    if (found === form.structure) return readStructure(new ByteReader(bytes), []) as V
    return binaryFrom(found - form.binary, bytes) as V
  }
}

function checked(bytes: unknown): Uint8Array {
  if (bytes instanceof Uint8Array) return bytes
  throw new Unencodable('what encode answered, which is no Uint8Array,')
}
