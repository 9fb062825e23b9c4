import type { Chunk, ChunkCursor, ChunkPlace } from './chunk-cursor.js'
import type { Gate } from './gate.js'

/** The chunks of a run as a source: it waits at gates before it reads, and ends where the run does. */
export class ChunkFeed<Item> implements AsyncIterableIterator<Chunk<Item>> {
  readonly #cursor: ChunkCursor<Item>
  readonly #gates: readonly Gate[]
  readonly #read: (place: ChunkPlace) => void
  #closed: Promise<void> | undefined

  /** @param read - is told of each chunk before it is handed out */
  constructor(cursor: ChunkCursor<Item>, gates: readonly Gate[], read: (place: ChunkPlace) => void) {
    this.#cursor = cursor
    this.#gates = gates
    this.#read = read
  }

  async next(): Promise<IteratorResult<Chunk<Item>, undefined>> {
    // One that was opened may be shut again while another is waited for.
    for (let shut = this.#shut(); shut; shut = this.#shut()) await shut.opened
    const chunk = this.#closed ? undefined : await this.#cursor.next()
    if (!chunk || this.#closed) return { done: true, value: undefined }
    this.#read(chunk.place)
    return { done: false, value: chunk }
  }

  /** Closes the source; whoever opens the gates afterwards lets a waiting `next` end. */
  async return(): Promise<IteratorResult<Chunk<Item>, undefined>> {
    this.#closed ??= this.#cursor.close()
    await this.#closed
    return { done: true, value: undefined }
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  #shut(): Gate | undefined {
    return this.#closed ? undefined : this.#gates.find(gate => gate.isShut)
  }
}
