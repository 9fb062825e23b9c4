import { startWorker, type WorkerClient, type WorkerPort } from '@plimsoll/workers'
import { checkBytes } from '../check-bytes.js'
import { closed, FilesError } from '../errors.js'
import type { OpenOptions } from '../file-backend.js'
import { disposeBy, type RandomAccessFile } from '../random-access-file.js'
import { startFilesWorker } from '../start-worker.js'
import type { FilesApi } from './files-api.js'

/** This package's worker as a page sees it: one for all files of a backend, running while one is open. */
export class FilesWorker {
  readonly #directory: string
  readonly #start: () => WorkerPort
  #client: WorkerClient<FilesApi> | undefined
  #files = 0

  constructor(directory: string, start: (() => WorkerPort) | undefined) {
    this.#directory = directory
    this.#start = start ?? startFilesWorker
  }

  async open(name: string, options: OpenOptions): Promise<RandomAccessFile> {
    const client = this.#use()
    try {
      const id = await client.call('open', [this.#directory, name, options])
      return new WorkerFile(name, id, client, () => this.#leave())
    } catch (error) {
      await this.#leave()
      throw error
    }
  }

  #use(): WorkerClient<FilesApi> {
    if (typeof Worker !== 'function' && !this.#client) {
      const message =
        'files cannot be opened here: neither in place nor in a worker; open them in a page or a dedicated worker'
      throw new FilesError('FILES_UNSUPPORTED', message)
    }
    this.#client ??= startWorker<FilesApi>(this.#start, { name: 'plimsoll-files', errors: [FilesError] })
    this.#files++
    return this.#client
  }

  async #leave(): Promise<void> {
    if (--this.#files > 0) return
    const client = this.#client
    this.#client = undefined
    await client?.terminate()
  }
}

class WorkerFile implements RandomAccessFile {
  static {
    disposeBy(WorkerFile.prototype, self => self.close())
  }

  declare [Symbol.asyncDispose]: () => Promise<void>
  readonly name: string
  readonly #id: number
  readonly #leave: () => Promise<void>
  #client: WorkerClient<FilesApi> | undefined

  constructor(name: string, id: number, client: WorkerClient<FilesApi>, leave: () => Promise<void>) {
    this.name = name
    this.#id = id
    this.#client = client
    this.#leave = leave
  }

  async size(): Promise<number> {
    return this.#open().call('size', [this.#id, this.name])
  }

  async readAt(into: Uint8Array, offset: number): Promise<number> {
    const client = this.#open()
    checkBytes(this.name, 'into', into)
    const bytes = await client.call('readAt', [this.#id, this.name, into.length, offset])
    into.set(bytes)
    return bytes.length
  }

  async writeAt(bytes: Uint8Array, offset: number): Promise<void> {
    const client = this.#open()
    checkBytes(this.name, 'bytes', bytes)
    // The caller keeps its buffer; the copy moves.
    const copy = new Uint8Array(bytes)
    await client.call('writeAt', [this.#id, this.name, copy, offset], { transfer: [copy.buffer] })
  }

  async flush(): Promise<void> {
    await this.#open().call('flush', [this.#id, this.name])
  }

  async truncate(size: number): Promise<void> {
    await this.#open().call('truncate', [this.#id, this.name, size])
  }

  async close(): Promise<void> {
    const client = this.#client
    this.#client = undefined
    if (!client) return
    try {
      await client.call('close', [this.#id])
    } finally {
      await this.#leave()
    }
  }

  #open(): WorkerClient<FilesApi> {
    if (!this.#client) throw closed(this.name)
    return this.#client
  }
}
