import { checkBytes } from '../check-bytes.js'
import { closed, readOnly } from '../errors.js'
import { checkOffset, disposeBy, type RandomAccessFile } from '../random-access-file.js'
import { webFailure } from './web-failure.js'

/** A file of the origin private file system that is read alone: anywhere, and while others write it. */
export class SnapshotFile implements RandomAccessFile {
  static {
    disposeBy(SnapshotFile.prototype, self => self.close())
  }

  declare [Symbol.asyncDispose]: () => Promise<void>
  readonly name: string
  #handle: FileSystemFileHandle | undefined

  constructor(name: string, handle: FileSystemFileHandle) {
    this.name = name
    this.#handle = handle
  }

  async size(): Promise<number> {
    return (await this.#file()).size
  }

  async readAt(into: Uint8Array, offset: number): Promise<number> {
    // A `File` goes stale when somebody writes; so ask for it each time.
    const file = await this.#file()
    checkBytes(this.name, 'into', into)
    checkOffset(this.name, 'offset', offset)
    const bytes = new Uint8Array(await file.slice(offset, offset + into.length).arrayBuffer())
    into.set(bytes)
    return bytes.length
  }

  async writeAt(): Promise<void> {
    await this.#refuse()
  }

  async truncate(): Promise<void> {
    await this.#refuse()
  }

  async flush(): Promise<void> {
    await this.#file()
  }

  async close(): Promise<void> {
    this.#handle = undefined
  }

  async #refuse(): Promise<void> {
    await this.#file()
    throw readOnly(this.name)
  }

  async #file(): Promise<File> {
    if (!this.#handle) throw closed(this.name)
    try {
      return await this.#handle.getFile()
    } catch (error) {
      throw webFailure(this.name, error)
    }
  }
}
