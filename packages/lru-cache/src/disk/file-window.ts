import type { RandomAccessFile } from '@plimsoll/files'

const aheadBytes = 2 ** 16

/** Reads a file from its start to its end a few bytes at a time, by fewer reads. */
export class FileWindow {
  readonly #file: RandomAccessFile
  #bytes = new Uint8Array(0)
  #start = 0

  constructor(file: RandomAccessFile) {
    this.#file = file
  }

  /** A view of so many bytes, fewer at the end of the file; good until the next call. */
  async at(offset: number, bytes: number): Promise<Uint8Array> {
    return (await this.from(offset, bytes)).subarray(0, bytes)
  }

  /** As {@link FileWindow.at}, and what else is at hand behind it. */
  async from(offset: number, bytes: number): Promise<Uint8Array> {
    const isInside = offset >= this.#start && offset + bytes <= this.#start + this.#bytes.length
    if (!isInside) {
      const into = new Uint8Array(Math.max(bytes, aheadBytes))
      this.#bytes = into.subarray(0, await this.#file.readAt(into, offset))
      this.#start = offset
    }
    return this.#bytes.subarray(offset - this.#start)
  }
}
