const encoder = new TextEncoder()
const keptBytes = 2 ** 20

/** What a value took more room than it may. */
export class NoRoom extends Error {}

/** Writes numbers and texts into a buffer that grows, up to a limit, and is used again. */
export class ByteWriter {
  /** Bytes that are written. */
  length = 0
  #bytes = new Uint8Array(1024)
  #view = new DataView(this.#bytes.buffer)
  #limit = 0

  /** Begins anew: what was written before is no longer good. */
  begin(limit: number): void {
    this.length = 0
    this.#limit = limit
    if (this.#bytes.length > keptBytes) this.#replace(1024)
  }

  /** Bytes of its buffer. */
  get capacity(): number {
    return this.#bytes.length
  }

  /** What is written; good until the next call of `begin`. */
  written(): Uint8Array {
    return this.#bytes.subarray(0, this.length)
  }

  uint8(value: number): void {
    const at = this.#advance(1)
    this.#bytes[at] = value
  }

  float64(value: number): void {
    const at = this.#advance(8)
    this.#view.setFloat64(at, value, true)
  }

  /** A whole number from 0 below 2^32: seven bits to a byte, the lowest first. */
  count(value: number): void {
    let rest = value
    for (; rest > 127; rest = Math.floor(rest / 128)) this.uint8((rest % 128) + 128)
    this.uint8(rest)
  }

  bytes(bytes: Uint8Array): void {
    // Before it is copied, for what has no room at all may be large.
    const at = this.#advance(bytes.length)
    this.#bytes.set(bytes, at)
  }

  /** UTF-8 of a text that is well formed, without its length. */
  utf8(text: string): void {
    const { length } = text
    const at = this.#advance(length)
    const bytes = this.#bytes
    let done = 0
    // Short texts are mostly ASCII, and cost less than a call of the platform.
    if (length < 32) {
      for (; done < length; done++) {
        const code = text.charCodeAt(done)
        if (code > 127) break
        bytes[at + done] = code
      }
      if (done === length) return
    }
    this.length = at
    const most = this.#reserve(Math.min(length * 3, Math.max(length, this.#limit - at)))
    const { read, written } = encoder.encodeInto(text, this.#bytes.subarray(at, at + most))
    if (read < length) throw new NoRoom()
    this.length = at + written
  }

  /** The code units of a text, for one that UTF-8 cannot tell. */
  utf16(text: string): void {
    const at = this.#advance(text.length * 2)
    for (let unit = 0; unit < text.length; unit++) this.#view.setUint16(at + unit * 2, text.charCodeAt(unit), true)
  }

  #advance(bytes: number): number {
    this.#reserve(bytes)
    const at = this.length
    this.length += bytes
    return at
  }

  #reserve(bytes: number): number {
    const needed = this.length + bytes
    if (needed > this.#limit) throw new NoRoom()
    if (needed <= this.#bytes.length) return bytes
    const former = this.#bytes
    this.#replace(Math.max(needed, former.length * 2))
    this.#bytes.set(former.subarray(0, this.length))
    return bytes
  }

  #replace(bytes: number): void {
    this.#bytes = new Uint8Array(bytes)
    this.#view = new DataView(this.#bytes.buffer)
  }
}
