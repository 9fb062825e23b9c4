import { FilesError } from '../errors.js'
import type { Extent } from './extents.js'

/** What is kept of a file beside its bytes; its key is its name. */
export interface FileRecord {
  /** Under which its extents lie; another for each file that ever had the name. */
  readonly id: number
  readonly size: number
  readonly modifiedMs: number
  /** Counts its changes, so that who made the last one knows whether it still is the last. */
  readonly version: number
}

/** How soon a transaction outlasts a power cut; what a browser makes of it is its own affair. */
export type Durability = 'relaxed' | 'strict'

const filesStore = 'files'
const extentsStore = 'extents'

/** A transaction over all of a directory's files. Lives until a turn of the queue passes without a request. */
export class Transaction {
  readonly #files: IDBObjectStore
  readonly #extents: IDBObjectStore

  constructor(transaction: IDBTransaction) {
    this.#files = transaction.objectStore(filesStore)
    this.#extents = transaction.objectStore(extentsStore)
  }

  file(name: string): Promise<FileRecord | undefined> {
    return answer(this.#files.get(name))
  }

  async files(prefix: string): Promise<[name: string, record: FileRecord][]> {
    // The prefix, and all that begins with it: no name goes on with half of a character.
    const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`)
    const [names, records] = await Promise.all([
      answer(this.#files.getAllKeys(range)),
      answer<FileRecord[]>(this.#files.getAll(range)),
    ])
    return names.map((name, at) => [name as string, records[at] as FileRecord])
  }

  makeFile(name: string, id: number): void {
    this.#files.put({ id, size: 0, modifiedMs: Date.now(), version: 0 } satisfies FileRecord, name)
  }

  /** Says that a file was changed, and answers what stands of it then. */
  putFile(name: string, { id, version }: FileRecord, size: number): FileRecord {
    const changed = { id, size, modifiedMs: Date.now(), version: version + 1 }
    this.#files.put(changed, name)
    return changed
  }

  /** Writes what stands: for a transaction that is to be waited for. */
  touchFile(name: string, record: FileRecord): void {
    this.#files.put(record, name)
  }

  removeFile(name: string, { id }: FileRecord): void {
    this.#files.delete(name)
    this.#extents.delete(IDBKeyRange.bound([id], [id, []]))
  }

  /** The extents that end from `from` to `to`, in order. Keys are `[id, end, start]`, so that no value is read for it. */
  async extents(id: number, from: number, to: number): Promise<Extent[]> {
    const keys = await answer(this.#extents.getAllKeys(IDBKeyRange.bound([id, from], [id, to, []])))
    return keys.map(key => {
      const [, end, start] = key as number[] as [number, number, number]
      return { start, end }
    })
  }

  bytes(id: number, { start, end }: Extent): Promise<Uint8Array | undefined> {
    return answer(this.#extents.get([id, end, start]))
  }

  /** The values of the extents that end from `from` to `to`, in order. */
  allBytes(id: number, from: number, to: number): Promise<(Uint8Array | undefined)[]> {
    return answer(this.#extents.getAll(IDBKeyRange.bound([id, from], [id, to, []])))
  }

  putBytes(id: number, { start, end }: Extent, bytes: Uint8Array): void {
    this.#extents.put(bytes, [id, end, start])
  }

  removeBytes(id: number, { start, end }: Extent): void {
    this.#extents.delete([id, end, start])
  }
}

/** One database for each directory, open from its first use until another page wants to change or delete it. */
export class Database {
  readonly #name: string
  #opening: Promise<IDBDatabase> | undefined

  constructor(directory: string) {
    this.#name = `plimsoll-files:${directory}`
  }

  /** Answers what `work` read, or did when all of it is stored; or throws, and nothing of it is. */
  async run<T>(
    mode: 'readonly' | 'readwrite',
    durability: Durability,
    work: (transaction: Transaction) => Promise<T>,
  ): Promise<T> {
    const transaction = await this.#begin(mode, durability)
    const ended = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve()
      transaction.onabort = () =>
        reject(transaction.error ?? new DOMException('the transaction was ended', 'AbortError'))
    })
    ended.catch(() => {})
    let result: T
    try {
      result = await work(new Transaction(transaction))
      // Nothing more comes: it need not wait for a turn without a request.
      transaction.commit?.()
    } catch (error) {
      // What a request fails with when the transaction does is less than why that failed.
      if ((error as Error).name === 'AbortError') await ended
      try {
        transaction.abort()
      } catch {
        // It has ended.
      }
      throw error
    }
    // What was read stays as it was.
    if (mode === 'readwrite') await ended
    return result
  }

  async #begin(mode: 'readonly' | 'readwrite', durability: Durability): Promise<IDBTransaction> {
    const stores = [filesStore, extentsStore]
    const database = await this.#open()
    try {
      return database.transaction(stores, mode, { durability })
    } catch (error) {
      // It is being closed; the next opening waits for that.
      if ((error as Error).name !== 'InvalidStateError') throw error
      this.#opening = undefined
      return (await this.#open()).transaction(stores, mode, { durability })
    }
  }

  #open(): Promise<IDBDatabase> {
    this.#opening ??= this.#connect().catch(error => {
      this.#opening = undefined
      throw error
    })
    return this.#opening
  }

  async #connect(): Promise<IDBDatabase> {
    if (typeof indexedDB !== 'object' || indexedDB === null) {
      throw new FilesError('FILES_UNSUPPORTED', 'there is no IndexedDB here; use another backend')
    }
    const request = indexedDB.open(this.#name, 1)
    request.onupgradeneeded = () => {
      request.result.createObjectStore(filesStore)
      request.result.createObjectStore(extentsStore)
    }
    const database = await answer(request)
    const forget = () => {
      this.#opening = undefined
    }
    database.onclose = forget
    database.onversionchange = () => {
      forget()
      database.close()
    }
    return database
  }
}

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}
