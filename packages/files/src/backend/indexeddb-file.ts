import { checkBytes } from '../check-bytes.js'
import { closed, FilesError, notFound, readOnly } from '../errors.js'
import { checkOffset, disposeBy, type PlacedBytes, type RandomAccessFile } from '../random-access-file.js'
import type { Explain } from '../room.js'
import type { Database, Durability, FileRecord, Transaction } from './database.js'
import { type Extent, maxExtentBytes, planWrite, smallBytes } from './extents.js'
import { webFailure } from './web-failure.js'

/** How a file of IndexedDB is open. */
export interface IndexedDbOpening {
  readonly database: Database
  readonly id: number
  readonly readOnly: boolean
  readonly durability: Durability
  readonly explain: Explain
}

// `checked` rejects where the file is gone.
type Work<T> = (transaction: Transaction, id: number, checked: Promise<FileRecord>) => Promise<T>

/**
 * A file as values of a database, each a run of its bytes. Each call is a transaction of its own, so that it is done whole
 * or not at all, whatever ends the page, and others never see half of it.
 */
export class IndexedDbFile implements RandomAccessFile {
  declare [Symbol.asyncDispose]: () => Promise<void>
  readonly name: string
  #opening: IndexedDbOpening | undefined
  // As this file's last write left it, if nobody wrote since.
  #known: FileRecord | undefined

  constructor(name: string, opening: IndexedDbOpening) {
    disposeBy(IndexedDbFile.prototype, self => self.close())
    this.name = name
    this.#opening = opening
  }

  async size(): Promise<number> {
    return this.#read(async (_, __, checked) => (await checked).size)
  }

  async readAt(into: Uint8Array, offset: number): Promise<number> {
    this.#open()
    checkBytes(this.name, 'into', into)
    checkOffset(this.name, 'offset', offset)
    if (into.length === 0) return 0
    const last = offset + into.length
    return this.#read(async (transaction, id, checked) => {
      // All at once, since each turn to the browser's process costs more than a key too many.
      const [file, near, values] = await Promise.all([
        checked,
        transaction.extents(id, offset + 1, last + maxExtentBytes),
        transaction.allBytes(id, offset + 1, last),
      ])
      const end = Math.min(file.size, last)
      if (end <= offset) return 0
      const parts = near.filter(extent => extent.start < end)
      const beyond = parts[values.length]
      if (beyond) values.push(await transaction.bytes(id, beyond))
      const target = into.subarray(0, end - offset)
      // What no value covers is a gap.
      if (covered(parts, offset, end) < target.length) target.fill(0)
      for (const [at, part] of parts.entries()) copy(values[at], part, target, offset)
      return target.length
    })
  }

  async writeAt(bytes: Uint8Array, offset: number): Promise<void> {
    this.#writable()
    checkBytes(this.name, 'bytes', bytes)
    checkOffset(this.name, 'offset', offset)
    if (bytes.length === 0) return
    const end = offset + bytes.length
    if (await this.#append(bytes, offset)) return
    await this.#write(bytes.length, async (transaction, id, checked) => {
      const [file, found] = await Promise.all([checked, transaction.extents(id, offset, end + maxExtentBytes)])
      const near = found.filter(extent => extent.start <= end)
      const { puts, removes } = planWrite(offset, end, near)
      for (const piece of puts) {
        const values = await Promise.all(piece.reads.map(extent => transaction.bytes(id, extent)))
        const value = piece.reads.length === 0 ? own(bytes, offset, piece) : new Uint8Array(piece.end - piece.start)
        for (const [at, extent] of piece.reads.entries()) copy(values[at], extent, value, piece.start)
        if (piece.reads.length > 0) copy(bytes, { start: offset, end }, value, piece.start)
        transaction.putBytes(id, piece, value)
      }
      for (const extent of removes) transaction.removeBytes(id, extent)
      this.#known = transaction.putFile(this.name, file, Math.max(file.size, end))
    })
  }

  async writeBoth(bytes: Uint8Array, offset: number, next: () => PlacedBytes): Promise<void> {
    this.#writable()
    checkBytes(this.name, 'bytes', bytes)
    checkOffset(this.name, 'offset', offset)
    if (await this.#append(bytes, offset, next)) return
    const second = next()
    const start = Math.min(offset, second.offset)
    const whole = new Uint8Array(Math.max(offset + bytes.length, second.offset + second.bytes.length) - start)
    // What lies between them stays.
    await this.readAt(whole, start)
    whole.set(bytes, offset - start)
    whole.set(second.bytes, second.offset - start)
    await this.writeAt(whole, start)
  }

  // Behind the end there is nothing to read first. Whether it still is the end is asked in the same turn as the bytes go
  // out, and if not, they are taken back. Answers whether it was done.
  async #append(bytes: Uint8Array, offset: number, next?: () => PlacedBytes): Promise<boolean> {
    const known = this.#known
    if (!known || offset < known.size || bytes.length <= smallBytes) return false
    const moved = new Error('somebody else wrote')
    try {
      await this.#write(bytes.length, async (transaction, id, checked) => {
        const put = ({ bytes, offset }: PlacedBytes) => {
          const end = offset + bytes.length
          for (const piece of planWrite(offset, end, []).puts)
            transaction.putBytes(id, piece, own(bytes, offset, piece))
          return end
        }
        const end = put({ bytes, offset })
        const second = next?.()
        if (second && second.offset < end) throw moved
        this.#known = transaction.putFile(this.name, known, second ? put(second) : end)
        if ((await checked).version !== known.version) throw moved
      })
      return true
    } catch (error) {
      if ((error as FilesError).cause !== moved) throw error
      return false
    }
  }

  async truncate(size: number): Promise<void> {
    this.#writable()
    checkOffset(this.name, 'size', size)
    await this.#write(0, async (transaction, id, checked) => {
      const file = await checked
      // Nothing lies beyond the end. A database that is full refuses even the record of the file; and to cut off what a
      // refused write did not leave is how its caller makes sure.
      if (file.size === size) return
      for (const extent of await transaction.extents(id, size + 1, Number.MAX_SAFE_INTEGER)) {
        if (extent.start < size) {
          const bytes = await transaction.bytes(id, extent)
          const kept = { start: extent.start, end: size }
          if (bytes) transaction.putBytes(id, kept, bytes.slice(0, size - extent.start))
        }
        transaction.removeBytes(id, extent)
      }
      this.#known = transaction.putFile(this.name, file, size)
    })
  }

  async flush(): Promise<void> {
    if (this.#open().readOnly) return
    // A strict transaction comes after those before it.
    await this.#write(0, async (transaction, _, checked) => transaction.touchFile(this.name, await checked), 'strict')
  }

  async close(): Promise<void> {
    this.#opening = undefined
  }

  #open(): IndexedDbOpening {
    if (!this.#opening) throw closed(this.name)
    return this.#opening
  }

  #writable(): IndexedDbOpening {
    const opening = this.#open()
    if (opening.readOnly) throw readOnly(this.name)
    return opening
  }

  #read<T>(work: Work<T>): Promise<T> {
    return this.#run('readonly', 'relaxed', 0, work)
  }

  #write(neededBytes: number, work: Work<void>, durability = this.#open().durability): Promise<void> {
    return this.#run('readwrite', durability, neededBytes, work)
  }

  async #run<T>(
    mode: 'readonly' | 'readwrite',
    durability: Durability,
    neededBytes: number,
    work: Work<T>,
  ): Promise<T> {
    const { database, id, explain } = this.#open()
    try {
      return await database.run(mode, durability, async transaction => {
        const checked = transaction.file(this.name).then(file => {
          if (file?.id !== id) throw notFound(this.name)
          return file
        })
        // Where the work ends before it asks, the transaction is taken back, and this with it.
        checked.catch(() => {})
        return work(transaction, id, checked)
      })
    } catch (error) {
      if (mode === 'readwrite') this.#known = undefined
      throw await explain(webFailure(this.name, error, neededBytes))
    }
  }
}

function covered(parts: readonly Extent[], from: number, to: number): number {
  return parts.reduce((sum, { start, end }) => sum + Math.min(end, to) - Math.max(start, from), 0)
}

/** Copies what both `source`, that lies at `extent`, and `target`, that lies at `start`, are about. */
function copy(source: Uint8Array | undefined, extent: Extent, target: Uint8Array, start: number): void {
  if (!source) throw new FilesError('FILES_FAILED', 'the browser lost a part of the file')
  const from = Math.max(extent.start, start)
  const to = Math.min(extent.end, start + target.length)
  if (from >= to) return
  target.set(source.subarray(from - extent.start, to - extent.start), from - start)
}

// A view would take its whole buffer into the database; memory that is shared is refused.
function own(bytes: Uint8Array, offset: number, { start, end }: Extent): Uint8Array {
  const isWhole = bytes.byteLength === bytes.buffer.byteLength && bytes.byteLength === end - start
  if (isWhole && bytes.buffer instanceof ArrayBuffer) return bytes
  return new Uint8Array(bytes.subarray(start - offset, end - offset))
}
