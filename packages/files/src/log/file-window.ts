import type { RandomAccessFile } from '../random-access-file.js'

/** Reads a file from its start to its end a few bytes at a time, by fewer and larger reads. */
export class FileWindow {
  readonly #file: RandomAccessFile
  readonly #buffer: Uint8Array
  #start = 0
  #filled = 0

  constructor(file: RandomAccessFile, bytes = 2 ** 18) {
    this.#file = file
    this.#buffer = new Uint8Array(bytes)
  }

  /**
   * Answers what lies at `offset`: at least `bytes` where the file has them, and what else is at hand.
   *
   * @param bytes - not more than the window has
   * @param end - nothing behind it is read: there it may still be written, and what is at hand would be old
   * @returns a view that is good until the next call
   */
  async at(offset: number, bytes: number, end: number): Promise<Uint8Array> {
    if (offset < this.#start || offset + bytes > this.#start + this.#filled) {
      this.#start = offset
      // Whatever becomes of the read: what is in the buffer then belongs to no place.
      this.#filled = 0
      this.#filled = await this.#file.readAt(this.#buffer.subarray(0, end - offset), offset)
    }
    return this.#buffer.subarray(offset - this.#start, this.#filled)
  }
}
