import type { WorkerPort } from '@plimsoll/workers'
import { checkDirectory, checkOpen } from '../check-options.js'
import { FilesError } from '../errors.js'
import type { FileBackend, FileEntry, Files, OpenOptions, StorageEstimate } from '../file-backend.js'
import { checkLock, type FileLock, keepTrying, type LockOptions, webLock, webLockedNames } from '../lock.js'
import { directoryParts, nameParts } from '../names.js'
import type { RandomAccessFile } from '../random-access-file.js'
import { explainFull, type RoomKeeper } from '../room.js'
import { fileHandle, listFiles, removeFile } from './opfs-directory.js'
import { FilesWorker } from './opfs-worker.js'
import { SnapshotFile } from './snapshot-file.js'
import { type SyncHandle, SyncHandleFile } from './sync-handle-file.js'
import { webFailure } from './web-failure.js'
import { webEstimate, webPersist } from './web-storage.js'

/** Where {@link opfsFiles} keeps its files, and how it comes to a worker. */
export interface OpfsFilesOptions {
  /** A folder of the origin private file system, such as `'results'` or `'app/results'`; `''` is its root. */
  readonly directory: string
  /**
   * Starts this package's worker, for bundlers that do not find it and for pages whose scripts come from elsewhere. Not
   * used inside of dedicated workers, which need none.
   *
   * @defaultValue the file `files.worker.js` beside this one
   */
  readonly worker?: () => WorkerPort
}

/**
 * Keeps files in the browser's origin private file system, through handles that write synchronously.
 *
 * Those exist in dedicated workers alone. There they are used in place; a page's calls go to a worker of this package,
 * which runs while a file is open.
 *
 * @throws {@link @plimsoll/files!index.FilesError | FilesError} `FILES_INVALID_OPTIONS` without a directory,
 * `FILES_INVALID_NAME` for one that is no relative path
 *
 * @example
 * ```ts
 * const files = opfsFiles({ directory: 'results' })
 * ```
 */
export function opfsFiles(options: OpfsFilesOptions): Files {
  checkDirectory('opfsFiles', options)
  const { directory, worker } = options
  directoryParts(directory)
  const backend = new OpfsBackend(directory, worker)
  made.add(backend)
  return backend
}

const made = new WeakSet<FileBackend>()

/**
 * Whether a backend is one that {@link opfsFiles} made: then what lies in its directory may be opened elsewhere, such as in
 * a worker, by the directory alone. One that wraps such a backend is none, though it has its `kind`.
 */
export function isOpfsFiles(backend: FileBackend): boolean {
  return made.has(backend)
}

/** Whether files can be opened in place, without a worker: in dedicated workers alone. */
export function hasSyncHandles(): boolean {
  return typeof FileSystemFileHandle === 'function' && 'createSyncAccessHandle' in FileSystemFileHandle.prototype
}

class OpfsBackend implements Files {
  readonly kind = 'opfs'
  readonly directory: string
  readonly #worker: FilesWorker

  constructor(directory: string, worker: (() => WorkerPort) | undefined) {
    this.directory = directory
    this.#worker = new FilesWorker(directory, worker)
  }

  async open(name: string, options: OpenOptions = {}): Promise<RandomAccessFile> {
    nameParts(name)
    checkOpen(options)
    if (options.readOnly) return this.#openToRead(name, options.create === true)
    return hasSyncHandles() ? openSync(this.directory, name, options) : this.#worker.open(name, options)
  }

  async list(prefix = ''): Promise<FileEntry[]> {
    return listFiles(this.directory, prefix)
  }

  async remove(name: string): Promise<boolean> {
    return whenFree(name, {}, () => removeFile(this.directory, name))
  }

  async lock(name: string, options: LockOptions = {}): Promise<FileLock> {
    nameParts(name)
    checkLock(options)
    return webLock(lockKey(this.directory) + name, name, options)
  }

  async estimate(): Promise<StorageEstimate> {
    return webEstimate()
  }

  async persist(): Promise<boolean> {
    return webPersist()
  }

  async lockedNames(): Promise<ReadonlySet<string>> {
    return webLockedNames(lockKey(this.directory))
  }

  async blob(name: string, type?: string): Promise<Blob> {
    const handle = await fileHandle(this.directory, name, false)
    try {
      const file = await handle.getFile()
      // A slice, too, is read from disk.
      return type === undefined ? file : file.slice(0, file.size, type)
    } catch (error) {
      throw webFailure(name, error)
    }
  }

  async #openToRead(name: string, create: boolean): Promise<RandomAccessFile> {
    return new SnapshotFile(name, await fileHandle(this.directory, name, create))
  }
}

// By the file's path: `b/c` of directory `a` is `c` of `a/b`.
function lockKey(directory: string): string {
  return directory === '' ? 'plimsoll-files:' : `plimsoll-files:${directory}/`
}

function keeperOf(directory: string): RoomKeeper {
  return {
    list: () => listFiles(directory, ''),
    estimate: webEstimate,
    lockedNames: () => webLockedNames(lockKey(directory)),
  }
}

/** Opens a file in place: in a dedicated worker. */
export async function openSync(directory: string, name: string, options: OpenOptions): Promise<RandomAccessFile> {
  const handle = (await fileHandle(directory, name, options.create === true)) as FileSystemFileHandle & {
    createSyncAccessHandle(): Promise<SyncHandle>
  }
  const opened = await whenFree(name, options, () => handle.createSyncAccessHandle())
  return new SyncHandleFile(name, opened, error => explainFull(error, name, keeperOf(directory)))
}

// A page that was reloaded lets go of its files a moment after the new one starts: the browser ends its workers later.
async function whenFree<T>(name: string, { timeoutMs = 5000 }: OpenOptions, work: () => Promise<T>): Promise<T> {
  let refusal: unknown
  try {
    const [result] = await keepTrying(name, { timeoutMs }, async () => {
      try {
        return [await work()] as const
      } catch (error) {
        if ((error as Error).name !== 'NoModificationAllowedError') throw webFailure(name, error)
        refusal = error
      }
    })
    return result
  } catch (error) {
    if ((error as FilesError).code !== 'FILES_LOCKED') throw error
    throw new FilesError('FILES_LOCKED', (error as FilesError).message, { cause: refusal })
  }
}
