import type { FileLock, LockOptions } from './lock.js'
import type { RandomAccessFile } from './random-access-file.js'

/** How a file is opened. */
export interface OpenOptions {
  /**
   * Make it, and the folders above it, where it does not exist.
   *
   * @defaultValue false
   */
  readonly create?: boolean
  /**
   * Open it to be read alone. In browsers a file is open for writing once, but for reading as often as you like, also while
   * it is being written.
   *
   * @defaultValue false
   */
  readonly readOnly?: boolean
  /**
   * How long to wait, in milliseconds, for a file that somebody else has open for writing (browsers alone know this). A page
   * that was reloaded lets go of its files a moment after the new one starts.
   *
   * @defaultValue 5000
   */
  readonly timeoutMs?: number
}

/** A file that exists. */
export interface FileEntry {
  /** Its name below the backend's directory, with `/` between folders. */
  readonly name: string
  /** Its length in bytes. */
  readonly size: number
  /** When it was last written, in milliseconds since 1970; missing where the platform does not tell. */
  readonly modifiedMs?: number
}

/** How much is stored and how much may be. */
export interface StorageEstimate {
  /** Bytes held now: by the directory in Node and in memory, by the whole origin in browsers. */
  readonly usage: number
  /** Bytes that may be held in all; `Infinity` where there is no bound. */
  readonly quota: number
}

/** Where files lie. */
export interface FileBackend {
  /** Which of the platform's stores this is. */
  readonly kind: 'node' | 'opfs' | 'memory' | 'indexeddb'
  /** The folder below which all names lie. */
  readonly directory: string
  /**
   * Opens a file.
   *
   * @throws {@link FilesError} `FILES_NOT_FOUND` where it does not exist and is not to be made, `FILES_INVALID_NAME`,
   * `FILES_LOCKED` where somebody else has it open for too long
   */
  open(name: string, options?: OpenOptions): Promise<RandomAccessFile>
  /** Answers the files whose names begin with `prefix`, sorted by name. */
  list(prefix?: string): Promise<FileEntry[]>
  /**
   * Removes a file.
   *
   * @returns whether there was one
   * @throws {@link FilesError} `FILES_LOCKED` where it is open and the platform refuses
   */
  remove(name: string): Promise<boolean>
  /**
   * Waits for the one lock of that name in this directory, which ends with its holder ({@link FileLock}). The file of that
   * name is not touched and need not exist.
   *
   * @throws {@link FilesError} `FILES_LOCKED` after `timeoutMs`, `FILES_INVALID_OPTIONS`, what the platform refuses; the
   * signal's reason when it aborts
   */
  lock(name: string, options?: LockOptions): Promise<FileLock>
  /**
   * Answers the names of the locks of this directory that are held, here or elsewhere. Missing where nobody can tell: all
   * backends of this package do.
   */
  lockedNames?(): Promise<ReadonlySet<string>>
  /** Answers how much is stored, and how much may be. In Node it looks at each file. */
  estimate(): Promise<StorageEstimate>
  /**
   * Answers a file as a blob, to be downloaded or played. It stays on disk where the platform can do that, and is good for
   * as long as the file is not changed.
   *
   * @throws {@link FilesError} `FILES_NOT_FOUND`
   */
  blob(name: string, type?: string): Promise<Blob>
}

/** Where files lie, as this package makes it. */
export interface Files extends FileBackend {
  /**
   * Asks that what is stored stays until somebody removes it: browsers may clear what they were not asked to keep when the
   * disk runs short. It counts for the whole origin; a browser may ask the user.
   *
   * @returns whether it will stay: in Node always, in memory never
   */
  persist(): Promise<boolean>
  /** Answers the names of the locks of this directory that are held, here or elsewhere. */
  lockedNames(): Promise<ReadonlySet<string>>
}
