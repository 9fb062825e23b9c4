import { chunks } from '@plimsoll/streaming-processor'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { watchedSource } from '../watched-source.js'

/** Chunks by the platform's own generators, whose ways of opening, ending and closing are the promise. */
function* plain<Item>(source: Iterable<Item>, size: number): Generator<Item[], undefined> {
  let chunk: Item[] = []
  for (const item of source) {
    chunk.push(item)
    if (chunk.length < size) continue
    yield chunk
    chunk = []
  }
  if (chunk.length) yield chunk
}

async function* plainAsync<Item>(source: AsyncIterable<Item>, size: number): AsyncGenerator<Item[], undefined> {
  let chunk: Item[] = []
  for await (const item of source) {
    chunk.push(item)
    if (chunk.length < size) continue
    yield chunk
    chunk = []
  }
  if (chunk.length) yield chunk
}

interface Calls {
  readonly items: readonly number[]
  readonly size: number
  readonly fails: boolean
  /** Calls that are made before the answer to the first of them has come, and then the next such burst. */
  readonly bursts: readonly (readonly ('next' | 'return')[])[]
}

const call = fc.oneof({ weight: 6, arbitrary: fc.constant('next' as const) }, fc.constant('return' as const))
const calls: fc.Arbitrary<Calls> = fc.record({
  items: fc.array(fc.integer(), { maxLength: 12 }),
  size: fc.integer({ min: 1, max: 5 }),
  fails: fc.boolean(),
  bursts: fc.array(fc.array(call, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 5 }),
})

const failure = new Error('the disk is gone')
const sourceOf = (kind: 'iterable' | 'async iterable', { items, fails }: Calls) =>
  watchedSource(kind, items, fails ? { error: failure } : undefined)

type AnyIterator = Pick<AsyncIterator<number[]>, 'next' | 'return'> | Pick<Iterator<number[]>, 'next' | 'return'>

/** All answers in the order of their calls, and the order in which they came. */
async function answers(iterator: AnyIterator, bursts: Calls['bursts']) {
  const order: number[] = []
  const all: unknown[] = []
  for (const burst of bursts) {
    const asked = burst.map(async (name, at) => {
      try {
        return await iterator[name]?.()
      } catch (error) {
        return { error }
      } finally {
        order.push(at)
      }
    })
    all.push(...(await Promise.all(asked)))
  }
  return { all, order }
}

describe('Any calls of chunks, also before the former have answered', () => {
  it('are answered as a generator answers them, for what is waited for, but nobody waits behind a return', async () => {
    await fc.assert(
      fc.asyncProperty(calls, async given => {
        const { bursts, size } = given
        const [ours, model] = [sourceOf('async iterable', given), sourceOf('async iterable', given)]
        const iterator = chunks(ours.source as AsyncIterable<number>, { size })
        const generator = plainAsync(model.source as AsyncIterable<number>, size)
        const returns = bursts.findIndex(burst => burst.includes('return'))
        const before = returns < 0 ? bursts : bursts.slice(0, returns)
        expect(await answers(iterator, before)).toEqual(await answers(generator, before))
        expect(ours.watched).toEqual(model.watched)
        if (returns < 0) return
        const { taken, ended } = model.watched
        const { all } = await answers(iterator, bursts.slice(returns))
        expect(all.every(step => (step as IteratorResult<number>).done)).toBe(true)
        const isAsked = !ended && bursts[returns]?.[0] === 'next'
        const isOpen = !ended && (isAsked || taken > 0)
        expect(ours.watched.taken).toBe(isAsked ? Math.min(taken + 1, given.items.length) : taken)
        expect(ours.watched.closed).toBe(isOpen ? 1 : 0)
      }),
    )
  })

  it('are answered as a generator answers them, for what is not', async () => {
    await fc.assert(
      fc.asyncProperty(calls, async given => {
        const [ours, model] = [sourceOf('iterable', given), sourceOf('iterable', given)]
        const iterator = chunks(ours.source as Iterable<number>, { size: given.size })
        const expected = await answers(plain(model.source as Iterable<number>, given.size), given.bursts)
        expect(await answers(iterator, given.bursts)).toEqual(expected)
        expect(ours.watched).toEqual(model.watched)
      }),
    )
  })
})

describe('A return of chunks that are waited for', () => {
  it('does not wait for the item that is on its way, which may never come', async () => {
    const log: string[] = []
    const source: AsyncIterable<number> = {
      [Symbol.asyncIterator]: () => ({
        next: () => {
          log.push('asked')
          return new Promise(() => {})
        },
        return: async () => {
          log.push('closed')
          return { done: true, value: undefined }
        },
      }),
    }
    const cut = chunks(source, { size: 1 })
    const next = cut.next().then(step => log.push(`done ${step.done}`))
    const stop = cut.return?.().then(() => log.push('stopped'))
    await Promise.all([next, stop])
    expect(log).toEqual(['asked', 'closed', 'done true', 'stopped'])
    expect(await cut.next()).toEqual({ done: true, value: undefined })
  })

  it('fails by what closing fails by; an error that is on its way is not hidden by it', async () => {
    const closing = new Error('cannot close')
    const source = (): AsyncIterable<number> => ({
      [Symbol.asyncIterator]: () => ({
        next: async () => ({ done: false, value: 1 }),
        return: () => Promise.reject(closing),
      }),
    })
    const cut = chunks(source(), { size: 1 })
    await cut.next()
    await expect(cut.return?.()).rejects.toBe(closing)
    const unsized = chunks(source(), { maxBytes: 10, sizeOf: () => -1 })
    await expect(unsized.next()).rejects.toMatchObject({ code: 'STREAM_INVALID_SIZE' })
    expect(await unsized.next()).toEqual({ done: true, value: undefined })
  })
})

describe('A source by hand', () => {
  const byHand = (next: () => unknown) => ({ [Symbol.asyncIterator]: () => ({ next }) }) as AsyncIterable<number>

  it('may answer without a promise, or with one of another make', async () => {
    const steps = [
      { done: false, value: 1 },
      // biome-ignore lint/suspicious/noThenProperty: a promise of another make is the case
      { then: (resolve: (step: unknown) => void) => resolve({ done: false, value: 2 }) },
      { done: true },
    ]
    const all: number[][] = []
    for await (const chunk of chunks(
      byHand(() => steps.shift()),
      { size: 5 },
    ))
      all.push(chunk)
    expect(all).toEqual([[1, 2]])
  })

  it('may throw at once', async () => {
    const source = byHand(() => {
      throw failure
    })
    await expect(chunks(source, { size: 5 }).next()).rejects.toBe(failure)
  })

  it.each([undefined, null, 5])('is not asked for ever where it answers %j', async step => {
    await expect(
      chunks(
        byHand(() => step),
        { size: 5 },
      ).next(),
    ).rejects.toThrow(TypeError)
    const sync = { [Symbol.iterator]: () => ({ next: () => step }) } as unknown as Iterable<number>
    expect(() => chunks(sync, { size: 5 }).next()).toThrow(TypeError)
    expect(() => chunks(sync, { maxBytes: 5 }).next()).toThrow(TypeError)
  })
})

describe('A source that cuts by itself', () => {
  const lines = (position: object) => ({
    ...position,
    asked: [] as unknown[],
    async *[Symbol.asyncIterator]() {
      yield 'one by one'
    },
    async *batches(cut: unknown) {
      this.asked.push(cut)
      yield ['in', 'batches']
    },
  })

  it('is asked for its batches where these are counted', async () => {
    const source = lines({ position: 0, from: () => {} })
    expect((await chunks(source, { size: 2 }).next()).value).toEqual(['in', 'batches'])
    expect(source.asked).toEqual([{ size: 2 }])
  })

  it('is read one by one where its items are measured, and where it is of another kind', async () => {
    const measured = lines({ position: 0 })
    expect((await chunks(measured, { maxBytes: '1KiB' }).next()).value).toEqual(['one by one'])
    const other = lines({})
    expect((await chunks(other, { size: 2 }).next()).value).toEqual(['one by one'])
    expect([measured.asked, other.asked]).toEqual([[], []])
  })
})
