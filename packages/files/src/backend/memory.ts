import { type ByteSize, parseBytes } from '@plimsoll/bytes'
import { checkBytes } from '../check-bytes.js'
import { checkOpen, checkOptions } from '../check-options.js'
import { closed, type FilesError, full, notFound, readOnly } from '../errors.js'
import type { FileEntry, Files, OpenOptions, StorageEstimate } from '../file-backend.js'
import { checkLock, type FileLock, HeldLock, keepTrying, type LockOptions } from '../lock.js'
import { nameParts } from '../names.js'
import { checkOffset, disposeBy, type RandomAccessFile } from '../random-access-file.js'
import { type Explain, explainFull } from '../room.js'

/** How {@link memoryFiles} is bounded. */
export interface MemoryFilesOptions {
  /**
   * Bytes that all files together may hold; what would pass it fails with `FILES_FULL`. A file that is removed while it is
   * open counts until it is closed.
   *
   * @defaultValue no bound
   */
  readonly maxBytes?: ByteSize
}

// `bytes` doubles as the file grows, and halves as it shrinks; the first `size` of them are the file. One that was removed while it was open takes
// its room until the last `open` of it is closed.
interface Content {
  bytes: Uint8Array<ArrayBuffer>
  size: number
  modifiedMs: number
  openings: number
  removed: boolean
}

/**
 * Keeps files in memory: for tests, and for results that need not outlast the process.
 *
 * @throws {@link @plimsoll/files!index.FilesError | FilesError} `FILES_INVALID_OPTIONS` for what is no object of options;
 * {@link @plimsoll/bytes!BytesError | BytesError} for a size that is none
 *
 * @example
 * ```ts
 * const files = memoryFiles({ maxBytes: '64MiB' })
 * const file = await files.open('numbers', { create: true })
 * await file.writeAt(Uint8Array.of(1, 2, 3), 0)
 * ```
 */
export function memoryFiles(options: MemoryFilesOptions = {}): Files {
  checkOptions('memoryFiles', options, ['maxBytes'], "give an object: memoryFiles({ maxBytes: '64MiB' })")
  const { maxBytes } = options
  return new MemoryBackend(maxBytes === undefined ? Number.POSITIVE_INFINITY : parseBytes(maxBytes))
}

class MemoryBackend implements Files {
  readonly kind = 'memory'
  readonly directory = ''
  readonly #files = new Map<string, Content>()
  readonly #locks = new Set<string>()
  readonly #room: Room

  constructor(maxBytes: number) {
    this.#room = { used: 0, maxBytes }
  }

  async open(name: string, options: OpenOptions = {}): Promise<RandomAccessFile> {
    nameParts(name)
    checkOpen(options)
    let content = this.#files.get(name)
    if (!content) {
      if (!options.create) throw notFound(name)
      content = { bytes: new Uint8Array(0), size: 0, modifiedMs: Date.now(), openings: 0, removed: false }
      this.#files.set(name, content)
    }
    const explain: Explain = error => explainFull(error, name, this)
    return new MemoryFile(name, content, this.#room, options.readOnly === true, explain)
  }

  async list(prefix = ''): Promise<FileEntry[]> {
    return [...this.#files]
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, { size, modifiedMs }]) => ({ name, size, modifiedMs }))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  async remove(name: string): Promise<boolean> {
    nameParts(name)
    const content = this.#files.get(name)
    if (!content) return false
    content.removed = true
    if (content.openings === 0) this.#room.used -= content.size
    return this.#files.delete(name)
  }

  async lock(name: string, options: LockOptions = {}): Promise<FileLock> {
    nameParts(name)
    checkLock(options)
    return keepTrying(name, options, async () => {
      if (this.#locks.has(name)) return undefined
      this.#locks.add(name)
      return new HeldLock(name, () => {
        this.#locks.delete(name)
      })
    })
  }

  async estimate(): Promise<StorageEstimate> {
    return { usage: this.#room.used, quota: this.#room.maxBytes }
  }

  async persist(): Promise<boolean> {
    return false
  }

  async lockedNames(): Promise<ReadonlySet<string>> {
    return new Set(this.#locks)
  }

  async blob(name: string, type = ''): Promise<Blob> {
    nameParts(name)
    const content = this.#files.get(name)
    if (!content) throw notFound(name)
    return new Blob([content.bytes.subarray(0, content.size)], { type })
  }
}

interface Room {
  used: number
  readonly maxBytes: number
}

class MemoryFile implements RandomAccessFile {
  declare [Symbol.asyncDispose]: () => Promise<void>
  readonly name: string
  readonly #room: Room
  readonly #readOnly: boolean
  readonly #explain: Explain
  #content: Content | undefined

  constructor(name: string, content: Content, room: Room, readOnly: boolean, explain: Explain) {
    disposeBy(MemoryFile.prototype, self => self.close())
    this.name = name
    content.openings++
    this.#content = content
    this.#room = room
    this.#readOnly = readOnly
    this.#explain = explain
  }

  async size(): Promise<number> {
    return this.#open().size
  }

  async readAt(into: Uint8Array, offset: number): Promise<number> {
    const content = this.#open()
    checkBytes(this.name, 'into', into)
    checkOffset(this.name, 'offset', offset)
    const part = content.bytes.subarray(Math.min(offset, content.size), Math.min(offset + into.length, content.size))
    into.set(part)
    return part.length
  }

  async writeAt(bytes: Uint8Array, offset: number): Promise<void> {
    const content = this.#writable()
    checkBytes(this.name, 'bytes', bytes)
    checkOffset(this.name, 'offset', offset)
    if (bytes.length === 0) return
    const refusal = this.#resize(content, Math.max(content.size, offset + bytes.length))
    if (refusal) throw await this.#explain(refusal)
    content.bytes.set(bytes, offset)
    content.modifiedMs = Date.now()
  }

  async flush(): Promise<void> {
    this.#open()
  }

  async truncate(size: number): Promise<void> {
    const content = this.#writable()
    checkOffset(this.name, 'size', size)
    const refusal = this.#resize(content, size)
    if (refusal) throw await this.#explain(refusal)
    content.modifiedMs = Date.now()
  }

  async close(): Promise<void> {
    const content = this.#content
    this.#content = undefined
    if (content && --content.openings === 0 && content.removed) this.#room.used -= content.size
  }

  #open(): Content {
    if (!this.#content) throw closed(this.name)
    return this.#content
  }

  #writable(): Content {
    const content = this.#open()
    if (this.#readOnly) throw readOnly(this.name)
    return content
  }

  #resize(content: Content, size: number): FilesError | undefined {
    const more = size - content.size
    if (this.#room.used + more > this.#room.maxBytes) return full(this.name, more)
    const held = content.bytes.length
    if (size > held || size < held / 2) {
      try {
        content.bytes = resized(content, size > held ? Math.max(size, 2 * held) : size)
      } catch (cause) {
        return full(this.name, more, cause)
      }
    } else if (more < 0) {
      // What lies behind the end must read as zeros when the file grows again.
      content.bytes.fill(0, size, content.size)
    }
    content.size = size
    this.#room.used += more
    return undefined
  }
}

function resized({ bytes, size }: Content, length: number): Uint8Array<ArrayBuffer> {
  const made = new Uint8Array(length)
  made.set(bytes.subarray(0, Math.min(size, length)))
  return made
}
