import { StreamError } from '../errors.js'
import { isBatched } from '../source/batched.js'
import { isResumable, type Position } from '../source/resumable.js'
import { closeSource, dropSource, type OpenSource, openSource, type Source } from '../source/source.js'
import type { ChunkCut } from './chunk-cut.js'

/** Where a chunk begins, so that a later run can begin there too. */
export interface Place {
  /** How many items lie before it. */
  readonly items: number
  /** The source's own word for it, where it has one. */
  readonly position?: Position
}

/** Which chunk it is, without its items. */
export interface ChunkPlace {
  /** The how-manieth chunk of the source, from 0. */
  readonly index: number
  /** As `sizeOf` says; 0 where nobody asks. */
  readonly bytes: number
  readonly begin: Place
  /** Where the next one begins. */
  readonly end: Place
}

/** Items that are worked on together. */
export interface Chunk<Item> {
  readonly items: Item[]
  /** Apart from the items, which are let go of when they are done. */
  readonly place: ChunkPlace
}

/** Items that make a chunk, and what they weigh where that is known. */
interface Batch<Item> {
  readonly items: Item[]
  readonly bytes?: number
}

/** What gives the items of one chunk after the other. A failed `next` is its end: nothing is left to be closed. */
interface Batches<Item> {
  next(): Promise<Batch<Item> | undefined>
  close(): unknown
  /** As {@link OpenSource.settles}. */
  readonly settles: boolean
  /** The source's own word for where the next item starts. */
  position(): Position | undefined
}

/** Reads a source chunk by chunk from a place on, and closes it once. */
export class ChunkCursor<Item> {
  readonly #source: Source<Item>
  readonly #cut: ChunkCut<Item>
  #batches: Batches<Item> | undefined
  #index: number
  #begin: Place
  #state: 'unopened' | 'open' | 'reading' | 'over' = 'unopened'

  /** @param chunks - so many lie before `begin` */
  constructor(source: Source<Item>, cut: ChunkCut<Item>, chunks: number, begin: Place) {
    this.#source = source
    this.#cut = cut
    this.#index = chunks
    this.#begin = begin
  }

  /** Takes the next chunk; nothing after the end. Not to be called before the former call is settled. */
  async next(): Promise<Chunk<Item> | undefined> {
    if (this.#state === 'over') return undefined
    this.#state = 'reading'
    let batch: Batch<Item> | undefined
    try {
      this.#batches ??= this.#open()
      batch = await this.#batches.next()
    } catch (error) {
      this.#state = 'over'
      // A place that the source does not know, for one.
      if (!this.#batches) await dropSource(this.#source).catch(() => {})
      throw error
    }
    if (this.#state !== 'reading') return undefined
    this.#state = batch ? 'open' : 'over'
    return batch && this.#chunk(batch, this.#batches)
  }

  /** Closes the source, unless that has ended; may be called twice, and while it is being read. */
  async close(): Promise<void> {
    const state = this.#state
    this.#state = 'over'
    if (state === 'over') return
    if (!this.#batches) return dropSource(this.#source)
    const { settles } = this.#batches
    const closed = Promise.resolve(this.#batches.close())
    // A source that is just being asked closes when it has answered, which may be never.
    if (state === 'reading' && !settles) closed.catch(() => {})
    else await closed
  }

  #open(): Batches<Item> {
    const batches = openBatches(this.#source, this.#cut, this.#begin)
    const position = batches.position()
    if (this.#begin.items === 0 && position !== undefined) this.#begin = { items: 0, position }
    return batches
  }

  async #chunk({ items, bytes }: Batch<Item>, batches: Batches<Item>): Promise<Chunk<Item>> {
    const begin = this.#begin
    const position = batches.position()
    this.#begin = { items: begin.items + items.length, ...(position === undefined ? {} : { position }) }
    try {
      const place = { index: this.#index, bytes: bytes ?? this.#cut.bytesOf(items), begin, end: this.#begin }
      this.#index += 1
      return { items, place }
    } catch (error) {
      // A `sizeOf` that threw: the source knows nothing of it.
      await this.close().catch(() => {})
      throw error
    }
  }
}

function openBatches<Item>(source: Source<Item>, cut: ChunkCut<Item>, begin: Place): Batches<Item> {
  const resumed = isResumable(source) && begin.position !== undefined ? source.from(begin.position) : source
  const position = () => (isResumable(resumed) ? resumed.position : undefined)
  // Only a cut by bytes that says itself what an item weighs has to see each.
  if (isBatched<Item>(resumed) && cut.batches && (begin.position !== undefined || begin.items === 0)) {
    const batches = openSource(resumed.batches(cut.batches))
    return {
      next: () => nextOf(batches),
      close: () => closeSource(batches),
      get settles() {
        return batches.settles ?? false
      },
      position,
    }
  }
  return new ItemBatches(resumed, cut, begin.position === undefined ? begin.items : 0, position)
}

async function nextOf<Item>(batches: OpenSource<Item[]>): Promise<Batch<Item> | undefined> {
  const step = await batches.next()
  return step.done ? undefined : { items: step.value }
}

/** Gathers items one by one. */
class ItemBatches<Item> implements Batches<Item> {
  readonly #open: OpenSource<Item>
  readonly #cut: ChunkCut<Item>
  readonly #position: () => Position | undefined
  readonly #done: number
  #skip: number
  #beforeHeld: Position | undefined
  /** The first item of the next batch, where it had to be taken to see that the former was whole. */
  #held: { readonly item: Item; readonly bytes: number } | undefined
  #isOver = false

  constructor(source: Source<Item>, cut: ChunkCut<Item>, skip: number, position: () => Position | undefined) {
    this.#open = openSource(source)
    this.#cut = cut
    this.#done = skip
    this.#skip = skip
    this.#position = position
  }

  position(): Position | undefined {
    return this.#held ? this.#beforeHeld : this.#position()
  }

  get settles(): boolean {
    return this.#open.settles ?? false
  }

  close(): unknown {
    if (this.#isOver) return undefined
    this.#isOver = true
    return closeSource(this.#open)
  }

  async next(): Promise<Batch<Item> | undefined> {
    const { size, maxBytes } = this.#cut
    const held = this.#held
    this.#held = undefined
    const items: Item[] = held ? [held.item] : []
    let bytes = held ? held.bytes : 0
    while (items.length < size && !this.#isOver) {
      const before = maxBytes === undefined ? undefined : this.#position()
      let step = this.#open.next()
      // A source that is not waited for costs no promise per item.
      if (step instanceof Promise) step = await step
      if (step.done) this.#end()
      else if (this.#skip > 0) this.#skip -= 1
      else if (maxBytes === undefined) items.push(step.value)
      else {
        const weight = this.#weigh(step.value)
        if (bytes + weight > maxBytes && items.length > 0) {
          this.#held = { item: step.value, bytes: weight }
          this.#beforeHeld = before
          return { items, bytes }
        }
        bytes += weight
        items.push(step.value)
      }
    }
    if (items.length === 0) return undefined
    return maxBytes === undefined ? { items } : { items, bytes }
  }

  #end(): void {
    this.#isOver = true
    if (this.#skip > 0) throw tooShort(`${this.#done} items`, `${this.#done - this.#skip}`)
  }

  #weigh(item: Item): number {
    try {
      return this.#cut.sizeOf(item)
    } catch (error) {
      // The source knows nothing of it, and what is thrown here is not held back until that has closed.
      Promise.resolve(this.close()).catch(() => {})
      throw error
    }
  }
}

/** What is said of a source that ends before the place where the checkpoint stands. */
export function tooShort(done: string, found: string): StreamError {
  const text = `the checkpoint stands behind ${done}, and the source has ${found}`
  const cure = 'give the same source, clear the checkpoint to begin anew, or use another name'
  return new StreamError('STREAM_CHECKPOINT_MISMATCH', `${text}; ${cure}`)
}
