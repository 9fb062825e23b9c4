import { type MapTask, mapConcurrent } from '@plimsoll/streaming-processor'
import { describe, expect, it } from 'vitest'
import { type SourceKind, watchedSource } from '../watched-source.js'
import { calm, ManualCalls, upTo } from './manual-calls.js'

const kinds: readonly SourceKind[] = ['iterable', 'async iterable', 'stream']
const end = { done: true, value: undefined }

describe('A concurrent map that is aborted', () => {
  it('tells its calls at once, and the reader when they have settled', async () => {
    const { watched, source } = watchedSource('iterable', upTo(10))
    const controller = new AbortController()
    const calls = new ManualCalls<number>()
    const results = mapConcurrent(source as Iterable<number>, calls.fn, { concurrency: 2, signal: controller.signal })
    let told: unknown
    const waiting = results.next().catch(reason => {
      told = reason
    })
    await calm()
    controller.abort('enough')
    expect(calls.open.map(({ task }) => [task.signal.aborted, task.signal.reason])).toEqual([
      [true, 'enough'],
      [true, 'enough'],
    ])
    expect(watched).toMatchObject({ taken: 2, closed: 1 })
    calls.open[0]?.reject(new Error('given up'))
    await calm()
    expect(told).toBe(undefined)
    calls.open[0]?.resolve('all the same')
    await waiting
    expect(told).toBe('enough')
    expect([await results.next(), results.inFlight, calls.made.length]).toEqual([end, 0, 2])
  })

  it('rejects the next reader with the reason when none waits, once', async () => {
    const controller = new AbortController()
    const results = mapConcurrent(upTo(10), async item => item, { signal: controller.signal })
    await results.next()
    controller.abort('enough')
    await expect(results.next()).rejects.toBe('enough')
    expect(await results.next()).toEqual(end)
  })

  it('starts nothing when it was aborted before', async () => {
    for (const kind of kinds) {
      const { watched, source } = watchedSource(kind, upTo(10))
      const calls = new ManualCalls<number>()
      const results = mapConcurrent(source as Iterable<number>, calls.fn, { signal: AbortSignal.abort('early') })
      await expect(results.next()).rejects.toBe('early')
      expect([calls.made.length, watched.taken, watched.closed]).toEqual([0, 0, kind === 'stream' ? 1 : 0])
    }
  })

  it('may be aborted by its own calls and its own source', async () => {
    for (const by of ['call', 'source', 'sizeOf']) {
      const controller = new AbortController()
      const closed: string[] = []
      const made: number[] = []
      function* source() {
        try {
          for (const item of upTo(9)) {
            if (by === 'source' && item === 2) controller.abort('enough')
            yield item
          }
        } finally {
          closed.push('closed')
        }
      }
      const fn = (item: number) => {
        if (by === 'call' && item === 2) controller.abort('enough')
        made.push(item)
        return Promise.resolve(item)
      }
      const sizeOf = (item: number) => {
        if (by === 'sizeOf' && item === 2) controller.abort('enough')
        return 8
      }
      const options = { signal: controller.signal, sizeOf, maxBytesInFlight: 800 }
      const results = mapConcurrent(source(), fn, options)
      await expect(results.next()).rejects.toBe('enough')
      expect([closed, made.length]).toEqual([['closed'], by === 'call' ? 3 : 2])
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
    const waiting = mapConcurrent(silent, async () => 1, { signal: controller.signal }).next()
    controller.abort('enough')
    await expect(waiting).rejects.toBe('enough')
    expect(closed).toBe(1)
  })
})

describe('A concurrent map that ends early', () => {
  it('ends all who wait when its calls have settled, and may be ended again', async () => {
    const calls = new ManualCalls<number>()
    const results = mapConcurrent(upTo(5), calls.fn, { concurrency: 1 })
    const waiting = [results.next(), results.next()]
    await calm()
    const ended = results.return()
    const signal = calls.open[0]?.task.signal as AbortSignal
    expect([signal.aborted, signal.reason.name]).toEqual([true, 'AbortError'])
    calls.open[0]?.resolve('too late')
    expect([await ended, ...(await Promise.all(waiting)), await results.return(), await results.next()]).toEqual([
      end,
      end,
      end,
      end,
      end,
    ])
    expect([calls.made.length, results.inFlight]).toEqual([1, 0])
  })

  it('may have each of many calls listen to its signal', async () => {
    const warned: unknown[] = []
    const warn = (warning: Error) => warned.push(warning.name)
    globalThis.process?.on?.('warning', warn)
    const calls = new ManualCalls<number>()
    const fn = (item: number, task: MapTask) => {
      task.signal.addEventListener('abort', () => calls.resolve(item))
      return calls.fn(item, task)
    }
    const results = mapConcurrent(upTo(50), fn, { concurrency: 50 })
    const first = results.next()
    await calm()
    expect([await results.return(), await first]).toEqual([end, end])
    await new Promise(resolve => setTimeout(resolve))
    globalThis.process?.off?.('warning', warn)
    expect(warned).toEqual([])
  })

  it('leaves the signal of its calls alone when it came to its own end', async () => {
    const calls = new ManualCalls<number>()
    const results = mapConcurrent([1], calls.fn)
    const steps = [results.next(), results.next()]
    await calm()
    calls.resolve(1)
    await Promise.all(steps)
    expect(calls.made[0]?.signal.aborted).toBe(false)
  })

  it('opens nothing when it ends before it began, and cancels a stream once', async () => {
    for (const kind of kinds) {
      const { watched, source } = watchedSource(kind, upTo(5))
      const results = mapConcurrent(source as Iterable<number>, async item => item)
      await results[Symbol.asyncDispose]()
      expect(await results.next()).toEqual(end)
      await results.return()
      expect(watched).toMatchObject({ taken: 0, closed: kind === 'stream' ? 1 : 0 })
    }
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
    const results = mapConcurrent(source, async item => item)
    await results.next()
    await expect(results.return()).rejects.toBe(failure)
  })

  it('is told what a source that answers nothing did', async () => {
    const nothing = { next: () => undefined as never }
    const text = "the source answered undefined in place of an iterator's result"
    const sources = [{ [Symbol.iterator]: () => nothing }, { [Symbol.asyncIterator]: () => nothing }]
    for (const source of sources) {
      await expect(mapConcurrent(source as Iterable<number>, item => item).next()).rejects.toThrow(text)
    }
  })
})
