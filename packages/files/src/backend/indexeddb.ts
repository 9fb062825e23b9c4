import { checkDirectory, checkOpen, invalid, shown } from '../check-options.js'
import { notFound } from '../errors.js'
import type { FileEntry, Files, OpenOptions, StorageEstimate } from '../file-backend.js'
import { checkLock, type FileLock, type LockOptions, webLock, webLockedNames } from '../lock.js'
import { directoryParts, nameParts } from '../names.js'
import type { RandomAccessFile } from '../random-access-file.js'
import { type Explain, explainFull } from '../room.js'
import { Database, type Durability, type Transaction } from './database.js'
import { maxExtentBytes } from './extents.js'
import { IndexedDbFile } from './indexeddb-file.js'
import { webFailure } from './web-failure.js'
import { webEstimate, webPersist } from './web-storage.js'

/** Where {@link indexedDbFiles} keeps its files. */
export interface IndexedDbFilesOptions {
  /** Names the database, one for each directory: a relative path such as `'results'`. */
  readonly directory: string
  /**
   * How soon a write outlasts a power cut. `'relaxed'`: when the system comes to it, or with `flush` as far as the browser
   * goes; `'strict'`: when `writeAt` resolves, at the cost of a wait for the disk each time. A tab or browser that is
   * killed loses nothing either way.
   *
   * @defaultValue 'relaxed'
   */
  readonly durability?: 'relaxed' | 'strict'
}

/**
 * Keeps files in IndexedDB: for browsers without an origin private file system, and for pages that want no worker.
 *
 * A file is cut into values of at most 1 MiB, small writes are joined to values of up to 64 KiB. Each call is one
 * transaction: done whole or not at all. A file may be open for writing in several places.
 *
 * @throws {@link @plimsoll/files!index.FilesError | FilesError} `FILES_INVALID_OPTIONS` without a directory,
 * `FILES_INVALID_NAME` for one that is no relative path
 *
 * @example
 * ```ts
 * const files = indexedDbFiles({ directory: 'results' })
 * ```
 */
export function indexedDbFiles(options: IndexedDbFilesOptions): Files {
  checkDirectory('indexedDbFiles', options, ['durability'])
  const { directory, durability = 'relaxed' } = options
  directoryParts(directory)
  if (durability !== 'relaxed' && durability !== 'strict') {
    throw invalid(`durability ${shown(durability)} of indexedDbFiles; use 'relaxed' or 'strict'`)
  }
  return new IndexedDbBackend(directory, durability)
}

class IndexedDbBackend implements Files {
  readonly kind = 'indexeddb'
  readonly directory: string
  readonly #database: Database
  readonly #durability: Durability

  constructor(directory: string, durability: Durability) {
    this.directory = directory
    this.#durability = durability
    this.#database = new Database(directory)
  }

  async open(name: string, options: OpenOptions = {}): Promise<RandomAccessFile> {
    nameParts(name)
    checkOpen(options)
    const { create = false, readOnly = false } = options
    const explain: Explain = error => explainFull(error, name, this)
    const id = await this.#try(name, create ? 'readwrite' : 'readonly', async transaction => {
      const found = await transaction.file(name)
      if (found) return found.id
      if (!create) throw notFound(name)
      const made = newId()
      transaction.makeFile(name, made)
      return made
    })
    return new IndexedDbFile(name, { database: this.#database, id, readOnly, durability: this.#durability, explain })
  }

  async list(prefix = ''): Promise<FileEntry[]> {
    const found = await this.#try(prefix, 'readonly', transaction => transaction.files(prefix))
    return found
      .map(([name, { size, modifiedMs }]) => ({ name, size, modifiedMs }))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  async remove(name: string): Promise<boolean> {
    nameParts(name)
    return this.#try(name, 'readwrite', async transaction => {
      const found = await transaction.file(name)
      if (found) transaction.removeFile(name, found)
      return found !== undefined
    })
  }

  async lock(name: string, options: LockOptions = {}): Promise<FileLock> {
    nameParts(name)
    checkLock(options)
    return webLock(this.#lockKey() + name, name, options)
  }

  async estimate(): Promise<StorageEstimate> {
    return webEstimate()
  }

  async persist(): Promise<boolean> {
    return webPersist()
  }

  async lockedNames(): Promise<ReadonlySet<string>> {
    return webLockedNames(this.#lockKey())
  }

  async blob(name: string, type = ''): Promise<Blob> {
    const file = await this.open(name, { readOnly: true })
    const size = await file.size()
    const parts: Blob[] = []
    for (let at = 0; at < size; at += maxExtentBytes) {
      const bytes = new Uint8Array(Math.min(maxExtentBytes, size - at))
      await file.readAt(bytes, at)
      // Each by itself: the browser moves blobs out of the page's memory.
      parts.push(new Blob([bytes]))
    }
    return new Blob(parts, { type })
  }

  #lockKey(): string {
    // As neither a directory nor a name holds it: each directory is a database, whatever lies between.
    return `plimsoll-files-indexeddb:${this.directory}//`
  }

  async #try<T>(name: string, mode: 'readonly' | 'readwrite', work: (transaction: Transaction) => Promise<T>) {
    try {
      return await this.#database.run(mode, this.#durability, work)
    } catch (error) {
      throw await explainFull(webFailure(name, error), name, this)
    }
  }
}

// Names come back, such as those of files that are made anew; who has a former one open must not read the new one.
function newId(): number {
  const [high, low] = crypto.getRandomValues(new Uint32Array(2)) as unknown as [number, number]
  return (high % 2 ** 21) * 2 ** 32 + low
}
