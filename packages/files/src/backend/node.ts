import { constants, openAsBlob } from 'node:fs'
import { type FileHandle, mkdir, open, readdir, rm, stat, statfs } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { checkDirectory, checkOpen, invalid } from '../check-options.js'
import { type FilesError, notFound } from '../errors.js'
import type { FileEntry, Files, OpenOptions, StorageEstimate } from '../file-backend.js'
import { checkLock, type FileLock, type LockOptions } from '../lock.js'
import { lockMark, nameParts } from '../names.js'
import type { RandomAccessFile } from '../random-access-file.js'
import { type Explain, explainFull } from '../room.js'
import { NodeFile, nodeFailure } from './node-file.js'
import { flushFolders } from './node-folders.js'
import { isHeldEntry, nodeLock } from './node-lock.js'

/** Where {@link nodeFiles} keeps its files. */
export interface NodeFilesOptions {
  /** A folder, absolute or relative to the working directory; made with the first file. */
  readonly directory: string
}

/**
 * Keeps files in a folder, through Node's file system.
 *
 * @throws {@link @plimsoll/files!index.FilesError | FilesError} `FILES_INVALID_OPTIONS` without a directory
 *
 * @example
 * ```ts
 * const files = nodeFiles({ directory: 'results' })
 * ```
 */
export function nodeFiles(options: NodeFilesOptions): Files {
  checkDirectory('nodeFiles', options, [])
  const { directory } = options
  if (directory === '') throw invalid('directory ""; give the path of a folder')
  return new NodeBackend(resolve(directory))
}

class NodeBackend implements Files {
  readonly kind = 'node'
  readonly directory: string

  constructor(directory: string) {
    this.directory = directory
  }

  async open(name: string, options: OpenOptions = {}): Promise<RandomAccessFile> {
    const path = this.#path(name)
    checkOpen(options)
    const { create = false, readOnly = false } = options
    const flags = (readOnly && !create ? constants.O_RDONLY : constants.O_RDWR) | (create ? constants.O_CREAT : 0)
    const first = create ? await this.#try(name, mkdir(dirname(path), { recursive: true })) : undefined
    const handle: FileHandle = await this.#try(name, open(path, flags))
    const explain: Explain = error => explainFull(error, name, this)
    if (!create) return new NodeFile(name, handle, readOnly, { explain })
    // The folder that names the first that was made is told of it, too.
    const top = first === undefined ? dirname(path) : dirname(first)
    return new NodeFile(name, handle, readOnly, { explain, flushFolders: () => flushFolders(dirname(path), top) })
  }

  async list(prefix = ''): Promise<FileEntry[]> {
    const found: FileEntry[] = []
    for (const name of await this.#names(entry => !entry.includes(lockMark))) {
      if (!name.startsWith(prefix)) continue
      const entry = await this.#unlessMissing(name, stat(join(this.directory, name)))
      if (entry) found.push({ name, size: entry.size, modifiedMs: entry.mtimeMs })
    }
    return found.sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  async remove(name: string): Promise<boolean> {
    const path = this.#path(name)
    return (
      (await this.#unlessMissing(
        name,
        rm(path).then(() => true),
      )) ?? false
    )
  }

  async lock(name: string, options: LockOptions = {}): Promise<FileLock> {
    const path = this.#path(name)
    checkLock(options)
    return nodeLock(path, name, options)
  }

  async estimate(): Promise<StorageEstimate> {
    const usage = (await this.list()).reduce((sum, { size }) => sum + size, 0)
    await this.#try('', mkdir(this.directory, { recursive: true }))
    const { bavail, bsize } = await this.#try('', statfs(this.directory))
    return { usage, quota: usage + bavail * bsize }
  }

  async persist(): Promise<boolean> {
    return true
  }

  async lockedNames(): Promise<ReadonlySet<string>> {
    const held = new Set<string>()
    for (const name of await this.#names(entry => entry.indexOf(lockMark) > 0)) {
      // A process that was killed leaves a name behind, and no lock.
      if (await isHeldEntry(basename(name))) held.add(name.slice(0, name.lastIndexOf(lockMark)))
    }
    return held
  }

  async blob(name: string, type = ''): Promise<Blob> {
    const path = this.#path(name)
    // It throws at once, without a code of the system, where there is no file.
    await this.#try(name, stat(path))
    return this.#try(name, openAsBlob(path, { type }))
  }

  #path(name: string): string {
    return join(this.directory, ...nameParts(name))
  }

  async #names(wanted: (entry: string) => boolean): Promise<string[]> {
    const entries = await this.#unlessMissing('', readdir(this.directory, { recursive: true, withFileTypes: true }))
    return (entries ?? [])
      .filter(entry => entry.isFile() && wanted(entry.name))
      .map(entry =>
        join(entry.parentPath, entry.name)
          .slice(this.directory.length + 1)
          .replaceAll('\\', '/'),
      )
  }

  async #unlessMissing<T>(name: string, work: Promise<T>): Promise<T | undefined> {
    try {
      return await this.#try(name, work)
    } catch (error) {
      if ((error as FilesError).code === 'FILES_NOT_FOUND') return undefined
      throw error
    }
  }

  async #try<T>(name: string, work: Promise<T>): Promise<T> {
    try {
      return await work
    } catch (error) {
      throw (error as { code?: string }).code === 'ENOENT' ? notFound(name, error) : nodeFailure(name, error)
    }
  }
}
