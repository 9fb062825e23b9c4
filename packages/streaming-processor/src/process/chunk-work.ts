import { messageOf, StreamError } from '../errors.js'
import { replacement } from '../map/calls.js'
import type { FailureAnswer, MapFailure, MapTask } from '../map/map-options.js'
import type { Chunk, ChunkPlace } from './chunk-cursor.js'
import type { ChunkFunction } from './process.js'
import type { ProcessOptions } from './process-options.js'
import type { Tally } from './tally.js'

/** A chunk that is done, and what came of it: nothing where it was given up. */
export interface Worked<Result> {
  readonly place: ChunkPlace
  readonly outcome: { readonly value: Result } | undefined
}

/** Calls the user's function with chunks, and says what becomes of those that fail. */
export class ChunkWork<Item, Result> {
  readonly #fn: ChunkFunction<Item, Result>
  readonly #options: ProcessOptions<Item, Result>
  readonly #tally: Tally
  /** What is thrown for a chunk, by what the map throws for it. */
  readonly #blames = new WeakMap<object, StreamError>()

  constructor(fn: ChunkFunction<Item, Result>, options: ProcessOptions<Item, Result>, tally: Tally) {
    this.#fn = fn
    this.#options = options
    this.#tally = tally
  }

  readonly call = async ({ items, place }: Chunk<Item>, task: MapTask): Promise<Worked<Result>> => {
    const { attempt, reason, signal } = task
    if (attempt > 1) this.#tally.retried()
    const { index, begin } = place
    const value = await this.#fn(items, {
      ...{ index, start: begin.items, position: begin.position },
      ...{ attempt, reason, signal },
    })
    // Not of an attempt that was given up.
    if (!signal.aborted) this.#tally.done(place)
    return { place, outcome: { value } }
  }

  readonly giveUp = (failure: MapFailure<Chunk<Item>>): FailureAnswer<Worked<Result>> => {
    const { items, place } = failure.item
    const error = this.#blame(failure, failure.reason)
    const { onError = 'throw' } = this.#options
    let answer: 'throw' | 'skip' | { readonly value: Result }
    try {
      const { index, begin } = place
      answer =
        typeof onError === 'string'
          ? onError
          : onError({
              ...{ index, start: begin.items, position: begin.position, chunk: items },
              ...{ attempts: failure.attempts, reason: failure.reason, error },
            })
      if (answer !== 'throw' && answer !== 'skip') answer = { value: replacement(answer) }
    } catch (thrown) {
      this.#blames.set(failure.error, this.#blame(failure, thrown))
      return 'throw'
    }
    if (answer === 'skip') {
      this.#tally.skipped(place, failure.reason)
      return { value: { place, outcome: undefined } }
    }
    if (answer === 'throw') {
      this.#blames.set(failure.error, error)
      return 'throw'
    }
    this.#tally.done(place)
    return { value: { place, outcome: { value: answer.value } } }
  }

  /** What is thrown in place of what the map has thrown: it counts chunks from where this run began. */
  thrown(error: unknown): unknown {
    return this.#blames.get(Object(error)) ?? error
  }

  #blame({ item, attempts, error }: MapFailure<Chunk<Item>>, cause: unknown): StreamError {
    const { index, begin, end } = item.place
    const range = { start: begin.items, end: end.items }
    const last = range.end - 1
    const chunk = `chunk ${index} (${range.start === last ? `item ${last}` : `items ${range.start} to ${last}`})`
    const tried = attempts > 1 ? ` in ${attempts} attempts` : ''
    if (error.code === 'STREAM_TIMEOUT' && cause === error) {
      const text = `${chunk} was not done within ${this.#options.timeoutMs} ms${tried}; give it a longer timeoutMs, or smaller chunks`
      return new StreamError('STREAM_TIMEOUT', text, { index, range })
    }
    return new StreamError('STREAM_TASK_FAILED', `${chunk} failed${tried}: ${messageOf(cause)}`, {
      cause,
      index,
      range,
    })
  }
}
