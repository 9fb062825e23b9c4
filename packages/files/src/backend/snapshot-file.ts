import { checkBytes } from '../check-bytes.js'
import { closed, readOnly } from '../errors.js'
import { checkOffset, disposeBy, type RandomAccessFile } from '../random-access-file.js'
import { webFailure } from './web-failure.js'

const attempts = 10

/** A file of the origin private file system that is read alone: anywhere, and while others write it. */
export class SnapshotFile implements RandomAccessFile {
  declare [Symbol.asyncDispose]: () => Promise<void>
  readonly name: string
  #handle: FileSystemFileHandle | undefined

  constructor(name: string, handle: FileSystemFileHandle) {
    disposeBy(SnapshotFile.prototype, self => self.close())
    this.name = name
    this.#handle = handle
  }

  async size(): Promise<number> {
    return (await this.#file()).size
  }

  async readAt(into: Uint8Array, offset: number): Promise<number> {
    this.#open()
    checkBytes(this.name, 'into', into)
    checkOffset(this.name, 'offset', offset)
    for (let attempt = 1; ; attempt++) {
      // A `File` goes stale when somebody writes; so ask for it each time, and again where somebody wrote in between.
      const file = await this.#file()
      try {
        const bytes = new Uint8Array(await file.slice(offset, offset + into.length).arrayBuffer())
        into.set(bytes)
        return bytes.length
      } catch (error) {
        if ((error as Error).name !== 'NotReadableError' || attempt === attempts) throw webFailure(this.name, error)
      }
    }
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

  #open(): FileSystemFileHandle {
    if (!this.#handle) throw closed(this.name)
    return this.#handle
  }

  async #file(): Promise<File> {
    const handle = this.#open()
    try {
      return await handle.getFile()
    } catch (error) {
      throw webFailure(this.name, error)
    }
  }
}
