import type { FileWrite, FilmFile } from './film-file.js'

/**
 * Holds a WebM's bytes back until their cluster is whole, so that the file plays at any time.
 *
 * A muxer writes a cluster's length when it begins the next, and the length of all at the very end; until then both say
 * that nothing follows. So a cluster goes to the file with its length, and the length of all is “unknown” until it is
 * known, as in a live stream (RFC 8794, section 6.2).
 */
export class WholeClusters {
  readonly #file: FilmFile
  // What is held back: the bytes from `#start` on.
  #held = new Uint8Array(2 ** 16)
  #start = 0
  #end = 0
  #whole = 0
  #sizeAt: number | undefined

  constructor(file: FilmFile) {
    this.#file = file
  }

  /** Told where the header of all clusters begins. */
  segmentBegins(position: number): void {
    this.#sizeAt = position + segmentId
  }

  /** Told up to where the file is whole, before those bytes are written. */
  wholeUpTo(position: number): void {
    this.#whole = position
  }

  /** Takes what the muxer writes. */
  async write({ data, position }: FileWrite): Promise<void> {
    const early = Math.max(0, Math.min(data.length, this.#start - position))
    if (early > 0) await this.#file.write({ data: data.subarray(0, early), position })
    if (early < data.length) this.#hold(data.subarray(early), position + early)
    if (this.#whole > this.#start && this.#end >= this.#whole) await this.#release(this.#whole)
  }

  /** Told that the muxer writes the true length of all from now on. */
  ending(): void {
    this.#sizeAt = undefined
  }

  /** Writes what is left. */
  async finish(): Promise<void> {
    if (this.#end > this.#start) await this.#release(this.#end)
  }

  #hold(data: Uint8Array, position: number): void {
    const from = position - this.#start
    const needed = from + data.length
    if (needed > this.#held.length) {
      const larger = new Uint8Array(Math.max(needed, 2 * this.#held.length))
      larger.set(this.#held.subarray(0, this.#end - this.#start))
      this.#held = larger
    }
    this.#held.set(data, from)
    this.#end = Math.max(this.#end, position + data.length)
  }

  async #release(end: number): Promise<void> {
    const position = this.#start
    const data = this.#held.slice(0, end - position)
    const sizeAt = this.#sizeAt
    if (sizeAt !== undefined && position <= sizeAt && sizeAt < end) data.set(unknownSize, sizeAt - position)
    this.#held.copyWithin(0, end - position, this.#end - position)
    this.#start = end
    await this.#file.write({ data, position })
  }
}

/** Bytes of the id before the size. */
const segmentId = 4

/** A size of six bytes, all ones after its length: unknown. */
const unknownSize = Uint8Array.of(0x07, 0xff, 0xff, 0xff, 0xff, 0xff)
