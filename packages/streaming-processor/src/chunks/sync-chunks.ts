import { checkStep } from '../source/source.js'
import { Cutter, type Cutting } from './cutter.js'

/**
 * Chunks of a source that is read without waiting. By hand, since a generator that gathers items takes a fifth longer; it
 * opens, ends and closes as a generator does.
 */
export class SyncChunks<Item> implements IterableIterator<Item[], undefined> {
  readonly #source: Iterable<Item>
  readonly #gather: (items: Iterator<Item, unknown>) => Item[]
  /** From the first `next()` on. */
  #items: Iterator<Item, unknown> | undefined
  #over = false

  constructor(source: Iterable<Item>, cut: Cutting<Item>) {
    this.#source = source
    if ('size' in cut) {
      const { size } = cut
      this.#gather = items => this.#bySize(items, size)
    } else {
      const cutter = new Cutter(cut)
      this.#gather = items => this.#byBytes(items, cutter)
    }
  }

  [Symbol.iterator](): this {
    return this
  }

  next(): IteratorResult<Item[], undefined> {
    if (this.#over) return { done: true, value: undefined }
    // Over until a chunk shows that it is not: an error of the source leaves nothing to close.
    this.#over = true
    this.#items ??= this.#source[Symbol.iterator]()
    const chunk = this.#gather(this.#items)
    return chunk.length ? { done: false, value: chunk } : { done: true, value: undefined }
  }

  return(): IteratorResult<Item[], undefined> {
    if (!this.#over) {
      this.#over = true
      this.#items?.return?.()
    }
    return { done: true, value: undefined }
  }

  #bySize(items: Iterator<Item, unknown>, size: number): Item[] {
    const chunk: Item[] = []
    for (;;) {
      const step = items.next()
      // Not by checkStep: where a step is handed on, even to be shown, V8 makes an object for each.
      if (typeof step !== 'object') throw new TypeError(`the source answered ${typeof step} in place of a result`)
      if (step.done) return chunk
      if (chunk.push(step.value) === size) break
    }
    this.#over = false
    return chunk
  }

  #byBytes(items: Iterator<Item, unknown>, cutter: Cutter<Item>): Item[] {
    for (;;) {
      const step = checkStep(items.next())
      if (step.done) return cutter.rest()
      let whole: Item[] | undefined
      try {
        whole = cutter.add(step.value)
      } catch (error) {
        this.#closeAfter()
        throw error
      }
      if (whole === undefined) continue
      this.#over = false
      return whole
    }
  }

  // As the platform's loops do: what closing throws would hide the error that is on its way.
  #closeAfter(): void {
    try {
      this.#items?.return?.()
    } catch {}
  }
}
