// A mark at the start of a text is a part of it.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** Reads what a `ByteWriter` wrote. */
export class ByteReader {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  uint8(): number {
    return this.#view.getUint8(this.#at++)
  }

  /** The next byte, which is read again. */
  peek(): number {
    return this.#view.getUint8(this.#at)
  }

  float64(): number {
    this.#at += 8
    return this.#view.getFloat64(this.#at - 8, true)
  }

  count(): number {
    let value = 0
    for (let scale = 1; ; scale *= 128) {
      const byte = this.uint8()
      value += (byte & 127) * scale
      if (byte < 128) return value
    }
  }

  /** A view of so many bytes. */
  bytes(length: number): Uint8Array {
    const end = this.#at + length
    if (end > this.#bytes.length) throw new RangeError('the bytes end before the value does')
    const bytes = this.#bytes.subarray(this.#at, end)
    this.#at = end
    return bytes
  }

  utf8(length: number): string {
    return utf8Of(this.bytes(length))
  }

  utf16(units: number): string {
    return utf16Of(this.bytes(units * 2))
  }
}

/** The text of bytes in UTF-8. */
export function utf8Of(bytes: Uint8Array): string {
  return decoder.decode(bytes)
}

/** The text of code units. */
export function utf16Of(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let text = ''
  for (let at = 0; at + 1 < bytes.length; at += 2) text += String.fromCharCode(view.getUint16(at, true))
  return text
}
