import { checkBytes } from '../check-bytes.js'
import { closed, FilesError, full } from '../errors.js'
import { checkOffset, disposeBy, type RandomAccessFile } from '../random-access-file.js'
import type { Explain } from '../room.js'
import { webFailure } from './web-failure.js'

/** A browser's handle to a file that is open in one place, in a dedicated worker. TypeScript's `dom` does not know it. */
export interface SyncHandle {
  read(into: Uint8Array, options: { at: number }): number
  write(bytes: Uint8Array, options: { at: number }): number
  getSize(): number
  truncate(size: number): void
  flush(): void
  close(): void
}

/** A file of the origin private file system through its synchronous handle: in dedicated workers alone. */
export class SyncHandleFile implements RandomAccessFile {
  declare [Symbol.asyncDispose]: () => Promise<void>
  readonly name: string
  readonly #explain: Explain | undefined
  #handle: SyncHandle | undefined

  constructor(name: string, handle: SyncHandle, explain?: Explain) {
    disposeBy(SyncHandleFile.prototype, self => self.close())
    this.name = name
    this.#handle = handle
    this.#explain = explain
  }

  async size(): Promise<number> {
    return this.#try(0, handle => handle.getSize())
  }

  async readAt(into: Uint8Array, offset: number): Promise<number> {
    return this.#try(0, handle => {
      checkBytes(this.name, 'into', into)
      checkOffset(this.name, 'offset', offset)
      let done = 0
      while (done < into.length) {
        const count = handle.read(done ? into.subarray(done) : into, { at: offset + done })
        if (count === 0) break
        if (count > into.length - done) throw new FilesError('FILES_FAILED', `file "${this.name}" could not be read`)
        done += count
      }
      return done
    })
  }

  async writeAt(bytes: Uint8Array, offset: number): Promise<void> {
    this.#open()
    checkBytes(this.name, 'bytes', bytes)
    await this.#explained(bytes.length, handle => {
      checkOffset(this.name, 'offset', offset)
      let done = 0
      while (done < bytes.length) {
        const count = handle.write(done ? bytes.subarray(done) : bytes, { at: offset + done })
        // Without a profile on disk, Chromium 147 answers a full quota by a count of 2^32 - 8: its error, without the sign.
        if (count === 0 || count > bytes.length - done) throw full(this.name, bytes.length - done)
        done += count
      }
    })
  }

  async flush(): Promise<void> {
    await this.#explained(0, handle => handle.flush())
  }

  async truncate(size: number): Promise<void> {
    await this.#explained(0, handle => {
      checkOffset(this.name, 'size', size)
      handle.truncate(size)
    })
  }

  async close(): Promise<void> {
    this.#handle?.close()
    this.#handle = undefined
  }

  #open(): SyncHandle {
    if (!this.#handle) throw closed(this.name)
    return this.#handle
  }

  // The work itself is done before the first turn of the queue: calls keep their order.
  async #explained(neededBytes: number, work: (handle: SyncHandle) => void): Promise<void> {
    try {
      this.#try(neededBytes, work)
    } catch (error) {
      throw this.#explain ? await this.#explain(error as FilesError) : error
    }
  }

  #try<T>(neededBytes: number, work: (handle: SyncHandle) => T): T {
    const handle = this.#open()
    try {
      return work(handle)
    } catch (error) {
      throw webFailure(this.name, error, neededBytes)
    }
  }
}
