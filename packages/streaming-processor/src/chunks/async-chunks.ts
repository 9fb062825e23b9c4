import type { Reading } from '../source/serial-iterator.js'
import {
  checkStep,
  dropSource,
  isAsync,
  type OpenSource,
  openSource,
  openUnchecked,
  type Source,
} from '../source/source.js'
import type { Cutter } from './cutter.js'

/**
 * Chunks of a source that is waited for: one promise per item, the source's own. Its callbacks are made once, which takes
 * a tenth less time than an async function does.
 */
export class AsyncChunks<Item> implements Reading<Item[]> {
  readonly #source: Source<Item>
  readonly #cutter: Cutter<Item>
  readonly #onStep = (step: IteratorResult<Item, unknown>) => this.#take(step)
  readonly #onError = (error: unknown) => this.#fail(error)
  /** From the first `read()` on. */
  #items: OpenSource<Item> | undefined
  /** Answers an item that lies ready, without waiting; `null` where none does. */
  #ready: () => Item | null = nothingReady
  /** It has ended or thrown, or is closed. */
  #over = false
  // Of the read that is under way.
  #resolve: (chunk: Item[] | undefined) => void = () => {}
  #reject: (error: unknown) => void = () => {}

  constructor(source: Source<Item>, cutter: Cutter<Item>) {
    this.#source = source
    this.#cutter = cutter
  }

  read(): Promise<Item[] | undefined> {
    if (this.#over) return Promise.resolve(undefined)
    return new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
      this.#items ??= this.#open()
      this.#pull(this.#items)
    })
  }

  get settles(): boolean {
    return this.#items?.settles ?? true
  }

  async close(): Promise<void> {
    if (this.#over) return
    this.#over = true
    await (this.#items ? this.#items.close() : dropSource(this.#source))
  }

  #open(): OpenSource<Item> {
    const source = this.#source
    if (!isAsync(source)) return openSource(source)
    if (isNodeObjects<Item>(source)) this.#ready = () => (source.destroyed ? null : source.read())
    return openUnchecked(source)
  }

  #pull(items: OpenSource<Item>): void {
    // An iterator by hand may answer no promise, and so may one that throws at once: an await knows both.
    try {
      Promise.resolve(items.next()).then(this.#onStep, this.#onError)
    } catch (error) {
      this.#fail(error)
    }
  }

  #fail(error: unknown): void {
    this.#over = true
    this.#reject(error)
  }

  #take(step: IteratorResult<Item, unknown>): void {
    // Nobody waits for it any longer.
    if (this.#over) return
    const items = this.#items as OpenSource<Item>
    let done: boolean | undefined
    try {
      done = checkStep(step).done
    } catch (error) {
      this.#fail(error)
      return
    }
    try {
      if (done) this.#end()
      else this.#add(items, step.value as Item)
    } catch (error) {
      const fail = () => this.#reject(error)
      this.close().then(fail, fail)
    }
  }

  #add(items: OpenSource<Item>, first: Item): void {
    let whole = this.#cutter.add(first)
    while (whole === undefined) {
      const item = this.#ready()
      if (item === null) break
      whole = this.#cutter.add(item)
    }
    if (whole) this.#resolve(whole)
    else this.#pull(items)
  }

  #end(): void {
    this.#over = true
    const rest = this.#cutter.rest()
    this.#resolve(rest.length ? rest : undefined)
  }
}

const nothingReady = () => null

/** What of a Node stream of objects is needed to take what it has read already. */
interface NodeObjects<Item> {
  readonly destroyed: boolean
  read(): Item | null
}

// Its iterator waits for each object, though up to `highWaterMark` of them lie there: taking them is four times as fast.
// Errors and the end come by the iterator, which is asked as soon as nothing lies ready.
function isNodeObjects<Item>(source: unknown): source is NodeObjects<Item> {
  const { read, readableObjectMode, destroyed } = Object(source)
  return typeof read === 'function' && readableObjectMode === true && typeof destroyed === 'boolean'
}
