import { startWorker, type WorkerClient, type WorkerPort } from '@plimsoll/workers'
import { checkBytes } from '../check-bytes.js'
import { closed, FilesError } from '../errors.js'
import type { OpenOptions } from '../file-backend.js'
import { checkOffset, disposeBy, type RandomAccessFile } from '../random-access-file.js'
import { startFilesWorker } from '../start-worker.js'
import type { FilesApi } from './files-api.js'
import { canShare, SharedBuffers } from './shared-buffers.js'

/** This package's worker as a page sees it: one for all files of a backend, running while one is open. */
export class FilesWorker {
  readonly #directory: string
  readonly #start: () => WorkerPort
  #client: WorkerClient<FilesApi> | undefined
  #shared: SharedBuffers | undefined
  #files = 0

  constructor(directory: string, start: (() => WorkerPort) | undefined) {
    this.#directory = directory
    this.#start = start ?? startFilesWorker
  }

  async open(name: string, options: OpenOptions): Promise<RandomAccessFile> {
    const client = this.#use()
    try {
      const id = await client.call('open', [this.#directory, name, options])
      if (canShare()) this.#shared ??= new SharedBuffers()
      return new WorkerFile(name, id, { client, shared: this.#shared, leave: () => this.#leave() })
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
    this.#shared = undefined
    await client?.terminate()
  }
}

/** What the files of a worker have in common. */
interface OpenWorker {
  readonly client: WorkerClient<FilesApi>
  /** Missing in pages that are not isolated: there bytes are moved to the worker and back. */
  readonly shared: SharedBuffers | undefined
  leave(): Promise<void>
}

class WorkerFile implements RandomAccessFile {
  declare [Symbol.asyncDispose]: () => Promise<void>
  readonly name: string
  readonly #id: string
  #worker: OpenWorker | undefined

  constructor(name: string, id: string, worker: OpenWorker) {
    disposeBy(WorkerFile.prototype, self => self.close())
    this.name = name
    this.#id = id
    this.#worker = worker
  }

  async size(): Promise<number> {
    return this.#open().client.call('size', [this.#id, this.name])
  }

  async readAt(into: Uint8Array, offset: number): Promise<number> {
    const { client, shared } = this.#open()
    checkBytes(this.name, 'into', into)
    checkOffset(this.name, 'offset', offset)
    if (!shared) {
      const bytes = await client.call('readAt', [this.#id, this.name, into.length, offset])
      into.set(bytes)
      return bytes.length
    }
    let done = 0
    for (const part of piecesOf(into)) {
      const count = await shared.lend(part.length, async buffer => {
        const args = [this.#id, this.name, buffer, part.length, offset + done] as const
        const read = await client.call('readShared', [...args])
        part.set(new Uint8Array(buffer, 0, read))
        return read
      })
      done += count
      if (count < part.length) break
    }
    return done
  }

  async writeAt(bytes: Uint8Array, offset: number): Promise<void> {
    const { client, shared } = this.#open()
    checkBytes(this.name, 'bytes', bytes)
    checkOffset(this.name, 'offset', offset)
    if (!shared) {
      // The caller keeps its buffer; the copy moves.
      const copy = new Uint8Array(bytes)
      await client.call('writeAt', [this.#id, this.name, copy, offset], { transfer: [copy.buffer] })
      return
    }
    let at = offset
    for (const part of piecesOf(bytes)) {
      await shared.lend(part.length, buffer => {
        new Uint8Array(buffer).set(part)
        return client.call('writeShared', [this.#id, this.name, buffer, part.length, at])
      })
      at += part.length
    }
  }

  async flush(): Promise<void> {
    await this.#open().client.call('flush', [this.#id, this.name])
  }

  async truncate(size: number): Promise<void> {
    await this.#open().client.call('truncate', [this.#id, this.name, size])
  }

  async close(): Promise<void> {
    const worker = this.#worker
    this.#worker = undefined
    if (!worker) return
    try {
      await worker.client.call('close', [this.#id])
    } finally {
      await worker.leave()
    }
  }

  #open(): OpenWorker {
    if (!this.#worker) throw closed(this.name)
    return this.#worker
  }
}

function* piecesOf(bytes: Uint8Array): Iterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += SharedBuffers.maxBytes)
    yield bytes.subarray(at, at + SharedBuffers.maxBytes)
}
