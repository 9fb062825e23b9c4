import { describe, expect, it } from 'vitest'
import { type SourceKind, watchedSource } from '../watched-source.js'
import { calm, ManualPool, map, upTo } from './manual-pool.js'

const kinds: readonly SourceKind[] = ['iterable', 'async iterable', 'stream']

function* oneThatAborts(controller: AbortController, closed: string[]) {
  try {
    yield 1
    controller.abort('enough')
    yield 2
  } finally {
    closed.push('closed')
  }
}

async function* oneThatAbortsLater(controller: AbortController, closed: string[]) {
  yield* oneThatAborts(controller, closed)
}

describe('A map that is aborted', () => {
  it('rejects the reader who waits with the reason, and the next one gets the end', async () => {
    const { watched, source } = watchedSource('iterable', upTo(10))
    const controller = new AbortController()
    const pool = new ManualPool(1)
    const results = map(source, pool, { signal: controller.signal })
    const waiting = results.next()
    controller.abort('enough')
    await expect(waiting).rejects.toBe('enough')
    expect(pool.calls.map(call => call.signal?.aborted)).toEqual([true, true])
    expect(watched).toMatchObject({ taken: 2, closed: 1 })
    expect(await results.next()).toEqual({ done: true, value: undefined })
    expect(results.inFlight).toBe(0)
  })

  it('rejects the next reader with the reason when none waits, once', async () => {
    const controller = new AbortController()
    const pool = new ManualPool(1)
    const results = map(upTo(10), pool, { signal: controller.signal })
    const first = results.next()
    pool.calls[0]?.resolve('zero')
    await first
    controller.abort('enough')
    await expect(results.next()).rejects.toBe('enough')
    expect(await results.next()).toEqual({ done: true, value: undefined })
  })

  it('starts nothing when it was aborted before', async () => {
    for (const kind of kinds) {
      const { watched, source } = watchedSource(kind, upTo(10))
      const pool = new ManualPool(1)
      await expect(map(source, pool, { signal: AbortSignal.abort('early') }).next()).rejects.toBe('early')
      expect([pool.made, watched.taken, watched.closed]).toEqual([0, 0, kind === 'stream' ? 1 : 0])
      if (source instanceof ReadableStream) expect(source.locked).toBe(false)
    }
  })

  it('tells the reason, not that the source then failed to close', async () => {
    const controller = new AbortController()
    const source = {
      [Symbol.asyncIterator]: () => ({
        next: async () => ({ done: false as const, value: 1 }),
        return: () => Promise.reject(new Error('still locked')),
      }),
    }
    const pool = new ManualPool(1)
    const results = map(source, pool, { signal: controller.signal })
    const first = results.next()
    await calm()
    pool.calls[0]?.resolve('one')
    await first
    await calm()
    controller.abort('enough')
    await calm()
    await expect(results.next()).rejects.toBe('enough')
  })

  it('may be aborted by its own source, which is closed after its answer', async () => {
    for (const make of [oneThatAborts, oneThatAbortsLater]) {
      const controller = new AbortController()
      const closed: string[] = []
      const pool = new ManualPool(2)
      const results = map(make(controller, closed), pool, { signal: controller.signal })
      await expect(results.next()).rejects.toBe('enough')
      await calm()
      expect([closed, pool.made, results.inFlight]).toEqual([['closed'], 1, 0])
    }
  })

  it('does not wait for a source that never answers', async () => {
    const controller = new AbortController()
    let closed = 0
    const silent = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise<never>(() => {}),
        return: () => {
          closed += 1
          return new Promise<never>(() => {})
        },
      }),
    }
    const waiting = map(silent, new ManualPool(1), { signal: controller.signal }).next()
    controller.abort('enough')
    await expect(waiting).rejects.toBe('enough')
    expect(closed).toBe(1)
  })
})

describe('A map that ends early', () => {
  it('ends all who wait, and may be ended again', async () => {
    const pool = new ManualPool(1)
    const results = map(upTo(5), pool)
    const waiting = [results.next(), results.next()]
    const end = { done: true, value: undefined }
    expect(await results.return()).toEqual(end)
    expect(await Promise.all(waiting)).toEqual([end, end])
    expect(await results.return()).toEqual(end)
    expect(await results.next()).toEqual(end)
    for (const call of [...pool.calls]) call.resolve('too late')
    await calm()
    expect([pool.made, results.inFlight]).toEqual([2, 0])
  })

  it('opens nothing when it ends before it began, and cancels a stream once', async () => {
    for (const kind of kinds) {
      const { watched, source } = watchedSource(kind, upTo(5))
      const results = map(source, new ManualPool(1))
      await results[Symbol.asyncDispose]()
      expect(await results.next()).toEqual({ done: true, value: undefined })
      await results.return()
      expect(watched).toMatchObject({ taken: 0, closed: kind === 'stream' ? 1 : 0 })
    }
  })

  it('leaves a stream alone that someone else is reading', async () => {
    const { watched, source } = watchedSource('stream', upTo(5))
    const reader = (source as ReadableStream<number>).getReader()
    await map(source, new ManualPool(1)).return()
    expect(await reader.read()).toEqual({ done: false, value: 0 })
    expect(watched.closed).toBe(0)
  })

  it('tells of a stream that fails to be cancelled before it began', async () => {
    const failure = new Error('still open')
    const stream = new ReadableStream({ cancel: () => Promise.reject(failure) })
    await expect(map(stream, new ManualPool(1)).return()).rejects.toBe(failure)
  })

  it('tells of a source that fails to close', async () => {
    const failure = new Error('still locked')
    const source = {
      [Symbol.iterator]: () => ({
        next: () => ({ done: false as const, value: 1 }),
        return: () => {
          throw failure
        },
      }),
    }
    const results = map(source, new ManualPool(1))
    const waiting = results.next()
    await expect(results.return()).rejects.toBe(failure)
    expect(await waiting).toEqual({ done: true, value: undefined })
  })
})
