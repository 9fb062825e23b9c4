import {
  encodeFrameHeader,
  entryBytes,
  type FramePlace,
  frameBytesOf,
  frameHeaderBytes,
  killBit,
} from './frame-format.js'

const entryNumbers = entryBytes / 4

/** Records that are written together, and read from here until they are. */
export class Frame {
  /** The address of its first byte; that of its first record is four more. */
  readonly start: number
  /** Entries, those that only end an earlier record too. */
  entries = 0
  /** Entries that put an end to an earlier record. */
  kills = 0
  /** Records that can be found. */
  live = 0
  /** Whether nothing more goes into it. */
  isSealed = false
  #bytes: Uint8Array
  #recordsBytes = 0
  #entries = new Uint32Array(16 * entryNumbers)

  constructor(start: number, buffer: Uint8Array) {
    this.start = start
    this.#bytes = buffer
  }

  /** Bytes that it takes of memory. */
  get heldBytes(): number {
    return this.#bytes.length + this.#entries.byteLength
  }

  /** Bytes that it takes in the log. */
  get size(): number {
    return frameBytesOf({ recordsBytes: this.#recordsBytes, entries: this.entries })
  }

  /** The address behind it, once it is sealed. */
  get end(): number {
    return this.start + this.size / 8
  }

  /** Its buffer, to be used again. */
  get buffer(): Uint8Array {
    return this.#bytes
  }

  /** Bytes that it would have to grow by for one more entry, with a record of so many bytes. */
  growthFor(recordBytes: number, most: number): number {
    const entries = this.entries + 1 > this.#entries.length / entryNumbers ? this.#entries.byteLength : 0
    const needed = this.size + padded(recordBytes) + entryBytes
    if (needed <= this.#bytes.length) return entries
    return entries + grownTo(this.#bytes.length, needed, most) - this.#bytes.length
  }

  /** Whether one more entry, with a record of so many bytes, makes it no longer than `most`. */
  hasRoomFor(recordBytes: number, most: number): boolean {
    return this.size + padded(recordBytes) + entryBytes <= most
  }

  /** Room for a record of so many bytes, where the next `add` takes it from. */
  roomFor(recordBytes: number, most: number): Uint8Array {
    const needed = this.size + padded(recordBytes) + entryBytes
    if (needed > this.#bytes.length) {
      const grown = new Uint8Array(grownTo(this.#bytes.length, needed, most))
      grown.set(this.#bytes.subarray(0, frameHeaderBytes + this.#recordsBytes))
      this.#bytes = grown
    }
    const from = frameHeaderBytes + this.#recordsBytes
    return this.#bytes.subarray(from, from + recordBytes)
  }

  /**
   * Adds what {@link Frame.roomFor} was filled with; no bytes to end an earlier record alone.
   *
   * @returns the record's address
   */
  add(low: number, high: number, recordBytes: number, isKill: boolean, check: number): number {
    let at = this.entries * entryNumbers
    if (at === this.#entries.length) {
      const grown = new Uint32Array(at * 2)
      grown.set(this.#entries)
      this.#entries = grown
    }
    this.#entries[at++] = low
    this.#entries[at++] = high
    this.#entries[at++] = recordBytes + (isKill ? killBit : 0)
    this.#entries[at] = check
    this.entries++
    if (isKill) this.kills++
    const address = this.start + (frameHeaderBytes + this.#recordsBytes) / 8
    const end = frameHeaderBytes + this.#recordsBytes + recordBytes
    this.#recordsBytes += padded(recordBytes)
    // What lay there before is no part of the log.
    this.#bytes.fill(0, end, frameHeaderBytes + this.#recordsBytes)
    return address
  }

  /** A view of a record. */
  recordAt(address: number, bytes: number): Uint8Array {
    const from = (address - this.start) * 8
    return this.#bytes.subarray(from, from + bytes)
  }

  /** All that is to be written, for a place in the log. */
  sealedFor(place: FramePlace, kills: number, flushedEnd: number): Uint8Array {
    this.isSealed = true
    const bytes = this.#bytes.subarray(0, this.size)
    const entries = new Uint8Array(this.#entries.buffer, 0, this.entries * entryBytes)
    bytes.set(entries, frameHeaderBytes + this.#recordsBytes)
    const header = { recordsBytes: this.#recordsBytes, entries: this.entries, kills, flushedEnd }
    encodeFrameHeader(bytes, header, place)
    return bytes
  }

  /** Calls back for each entry, in order; `address` is 0 where it has no record. */
  forEach(visit: (low: number, high: number, address: number, isKill: boolean) => void): void {
    let address = this.start + frameHeaderBytes / 8
    for (let entry = 0; entry < this.entries; entry++) {
      const at = entry * entryNumbers
      const packed = this.#entries[at + 2] as number
      const bytes = packed % killBit
      visit(this.#entries[at] as number, this.#entries[at + 1] as number, bytes === 0 ? 0 : address, packed >= killBit)
      address += padded(bytes) / 8
    }
  }

  /** Whether it puts records. */
  get hasRecords(): boolean {
    return this.#recordsBytes > 0
  }
}

function padded(bytes: number): number {
  return Math.ceil(bytes / 8) * 8
}

function grownTo(held: number, needed: number, most: number): number {
  return Math.max(needed, Math.min(most, held * 2))
}
