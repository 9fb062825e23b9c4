import { checkBytes } from '../check-bytes.js'
import { closed, FilesError, full, readOnly } from '../errors.js'
import { checkOffset, disposeBy, type RandomAccessFile } from '../random-access-file.js'
import type { Explain } from '../room.js'

/** What is used of Node's `FileHandle`. */
export interface NodeHandle {
  read(into: Uint8Array, offset: number, length: number, position: number): Promise<{ bytesRead: number }>
  write(from: Uint8Array, offset: number, length: number, position: number): Promise<{ bytesWritten: number }>
  datasync(): Promise<void>
  truncate(size: number): Promise<void>
  stat(): Promise<{ size: number }>
  close(): Promise<void>
}

/** Puts an error of the operating system into this package's words. */
export function nodeFailure(name: string, cause: unknown, neededBytes = 0): FilesError {
  if (cause instanceof FilesError) return cause
  const { code, message } = cause as { code?: string; message?: string }
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG') return full(name, neededBytes, cause)
  return new FilesError('FILES_FAILED', `the system refused file "${name}": ${message}`, { cause })
}

/** What a file of Node may know of its directory. */
export interface NodeFileRoom {
  /** Adds to a full disk what could be removed. */
  readonly explain?: Explain
  /** Makes the names of the file and its folders outlast a power cut, once, with the first flush. */
  readonly flushFolders?: () => Promise<void>
}

/** A file of Node. What the system does by halves (it may) is done again until it is whole. */
export class NodeFile implements RandomAccessFile {
  declare [Symbol.asyncDispose]: () => Promise<void>
  readonly name: string
  readonly #readOnly: boolean
  readonly #explain: Explain | undefined
  #flushFolders: (() => Promise<void>) | undefined
  #handle: NodeHandle | undefined

  constructor(name: string, handle: NodeHandle, readOnly: boolean, room: NodeFileRoom = {}) {
    disposeBy(NodeFile.prototype, self => self.close())
    this.name = name
    this.#handle = handle
    this.#readOnly = readOnly
    this.#explain = room.explain
    this.#flushFolders = room.flushFolders
  }

  async size(): Promise<number> {
    return (await this.#try(this.#open().stat())).size
  }

  async readAt(into: Uint8Array, offset: number): Promise<number> {
    const handle = this.#open()
    checkBytes(this.name, 'into', into)
    checkOffset(this.name, 'offset', offset)
    let done = 0
    while (done < into.length) {
      const { bytesRead } = await this.#try(handle.read(into, done, into.length - done, offset + done))
      if (bytesRead === 0) break
      done += bytesRead
    }
    return done
  }

  async writeAt(bytes: Uint8Array, offset: number): Promise<void> {
    const handle = this.#writable()
    checkBytes(this.name, 'bytes', bytes)
    checkOffset(this.name, 'offset', offset)
    let done = 0
    while (done < bytes.length) {
      const left = bytes.length - done
      const { bytesWritten } = await this.#try(handle.write(bytes, done, left, offset + done), left)
      if (bytesWritten === 0) throw await this.#explained(full(this.name, left))
      done += bytesWritten
    }
  }

  async flush(): Promise<void> {
    await this.#try(this.#open().datasync())
    const flushFolders = this.#flushFolders
    if (!flushFolders) return
    await this.#try(flushFolders())
    this.#flushFolders = undefined
  }

  async truncate(size: number): Promise<void> {
    const handle = this.#writable()
    checkOffset(this.name, 'size', size)
    await this.#try(handle.truncate(size))
  }

  async close(): Promise<void> {
    const handle = this.#handle
    this.#handle = undefined
    if (handle) await this.#try(handle.close())
  }

  #open(): NodeHandle {
    if (!this.#handle) throw closed(this.name)
    return this.#handle
  }

  #writable(): NodeHandle {
    const handle = this.#open()
    if (this.#readOnly) throw readOnly(this.name)
    return handle
  }

  async #try<T>(work: Promise<T>, neededBytes?: number): Promise<T> {
    try {
      return await work
    } catch (error) {
      throw await this.#explained(nodeFailure(this.name, error, neededBytes))
    }
  }

  async #explained(error: FilesError): Promise<FilesError> {
    return this.#explain ? this.#explain(error) : error
  }
}
