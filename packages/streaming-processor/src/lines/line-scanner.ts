import type { NodeBuffer } from './node-buffer.js'

const noWords = new Int32Array(0)

/** Finds where lines end, and keeps the places in a list that is used again and grows as it must. */
export class LineScanner {
  /** The places of the line feeds that were found last. */
  ends: Uint32Array = new Uint32Array(1024)

  /** Answers how many line feeds there are. O(bytes) */
  scan(bytes: Uint8Array, native: NodeBuffer | undefined): number {
    return native ? this.#scanNative(native) : this.#scanWords(bytes)
  }

  /** By the platform's memory scan: twice as fast as any loop in JavaScript. */
  #scanNative(bytes: NodeBuffer): number {
    let ends: Uint32Array = this.ends
    let count = 0
    for (let at = bytes.indexOf(lineFeed); at >= 0; at = bytes.indexOf(lineFeed, at + 1)) {
      if (count === ends.length) ends = this.#grow()
      ends[count++] = at
    }
    return count
  }

  /** Four bytes at a time, for most words of a text have no line feed in them. */
  #scanWords(bytes: Uint8Array): number {
    let ends: Uint32Array = this.ends
    let count = 0
    let at = 0
    const found = (place: number) => {
      if (count === ends.length) ends = this.#grow()
      ends[count++] = place
    }
    const { length } = bytes
    const aligned = Math.min(length, -bytes.byteOffset & 3)
    for (; at < aligned; at++) if (bytes[at] === lineFeed) found(at)
    // Too few bytes may lie before any place where a word starts.
    const words = length - at < 4 ? noWords : new Int32Array(bytes.buffer, bytes.byteOffset + at, (length - at) >> 2)
    for (let word = 0; word < words.length; word++, at += 4) {
      // A byte of `rest` is 0 where a line feed is; the known test for a zero byte in a word (Mycroft, 1987).
      const rest = (words[word] as number) ^ 0x0a0a0a0a
      if (((rest - 0x01010101) & ~rest & 0x80808080) === 0) continue
      if (bytes[at] === lineFeed) found(at)
      if (bytes[at + 1] === lineFeed) found(at + 1)
      if (bytes[at + 2] === lineFeed) found(at + 2)
      if (bytes[at + 3] === lineFeed) found(at + 3)
    }
    for (; at < length; at++) if (bytes[at] === lineFeed) found(at)
    return count
  }

  #grow(): Uint32Array {
    const larger = new Uint32Array(this.ends.length * 4)
    larger.set(this.ends)
    this.ends = larger
    return larger
  }
}

/** LF, which ends a line, alone or behind a CR. */
export const lineFeed = 10

/** CR, which belongs to the end of a line where an LF follows. */
export const carriageReturn = 13
