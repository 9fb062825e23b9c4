import { chunks, type GridChunk, gridChunks } from '@plimsoll/streaming-processor'
import { mapWorkers } from '@plimsoll/streaming-processor/workers'
import { startWorker, type WorkerPort } from '@plimsoll/workers'
import * as fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { watchedSource } from '../watched-source.js'
import { upTo } from './manual-pool.js'

/** How the workers of the tests are started on one platform. */
export interface Platform {
  job(): WorkerPort
  throwsAtStart(): WorkerPort
}

/** What maps over workers promise on the web and in Node alike. */
export function describeMapWorkers(platformName: string, platform: Platform): void {
  // Ports are watched from outside of what is tested: how many were started, and whether each was ended.
  let started: { port: WorkerPort; ended: boolean }[] = []
  const watched = (open: () => WorkerPort) => () => {
    const port = open()
    const entry = { port, ended: false }
    started.push(entry)
    const terminate = port.terminate.bind(port)
    port.terminate = () => {
      entry.ended = true
      return terminate()
    }
    return port
  }
  const job = watched(platform.job)
  const collect = async <Item>(sequence: AsyncIterable<Item>): Promise<Item[]> => {
    const all: Item[] = []
    for await (const item of sequence) all.push(item)
    return all
  }
  const failure = (promise: Promise<unknown>): Promise<unknown> =>
    promise.then(
      value => expect.fail(`it answered ${value}`),
      (error: unknown) => error,
    )
  afterEach(() => {
    const left = started.filter(({ ended }) => !ended)
    started = []
    expect(left).toEqual([])
  })

  describe(`mapWorkers over workers of ${platformName}`, () => {
    it('computes a grid, moved out of the workers, in order', async () => {
      const grid = gridChunks({ x: 10, y: 10, t: 5 }, { size: 30, within: 't' })
      const results = await collect(mapWorkers<GridChunk, Float64Array>(grid, job, { fn: 'cells', concurrency: 2 }))
      expect(results).toHaveLength(20)
      expect(results.flatMap(cells => [...cells])).toEqual(upTo(500))
      expect(started).toHaveLength(2)
    })

    it('yields what map would, ordered or not', async () => {
      const shape = fc.record({
        count: fc.nat(60),
        ordered: fc.boolean(),
        concurrency: fc.integer({ min: 1, max: 3 }),
        maxInFlight: fc.integer({ min: 1, max: 9 }),
      })
      await fc.assert(
        fc.asyncProperty(shape, async ({ count, ...options }) => {
          const { watched, source } = watchedSource('async iterable', upTo(count))
          const map = mapWorkers<number, number>(source as AsyncIterable<number>, job, { fn: 'double', ...options })
          const results: number[] = []
          for await (const result of map) {
            results.push(result)
            expect(watched.taken - results.length).toBeLessThanOrEqual(options.maxInFlight)
            expect(map.inFlight).toBeLessThanOrEqual(options.maxInFlight)
          }
          if (!options.ordered) results.sort((left, right) => left - right)
          expect(results).toEqual(upTo(count).map(value => value * 2))
        }),
        { numRuns: 10 },
      )
    })

    it('moves what the caller names of an item', async () => {
      const items = [...chunks(upTo(10), { size: 4 })].map(chunk => Float64Array.from(chunk))
      const options = { fn: 'sum', concurrency: 1, transfer: (item: Float64Array<ArrayBuffer>) => [item.buffer] }
      expect(await collect(mapWorkers<Float64Array<ArrayBuffer>, number>(items, job, options))).toEqual([6, 22, 17])
      expect(items.map(item => item.length)).toEqual([0, 0, 0])
    })

    it('starts nothing for nothing', async () => {
      expect(await collect(mapWorkers([], job, { fn: 'double' }))).toEqual([])
      expect(started).toEqual([])
    })

    it('starts no more workers than there are items', async () => {
      expect(await collect(mapWorkers([1], job, { fn: 'double', concurrency: 4 }))).toEqual([2])
      expect(started).toHaveLength(1)
    })

    it('uses a pool of the caller, and leaves it open', async () => {
      const workers = [
        startWorker<{ double(value: number): number }>(job),
        startWorker<{ double(value: number): number }>(job),
      ]
      let turn = 0
      const pool = {
        size: 2,
        call: (fn: string, args: unknown[], options?: { signal?: AbortSignal }) => {
          turn += 1
          return (workers[turn % 2] as (typeof workers)[0]).call(fn as 'double', args as [number], options)
        },
      }
      expect(await collect(mapWorkers<number, number>(upTo(20), pool, { fn: 'double' }))).toEqual(
        upTo(20).map(value => value * 2),
      )
      expect(started.map(({ ended }) => ended)).toEqual([false, false])
      await Promise.all(workers.map(worker => worker.terminate()))
    })

    it('takes a single worker for a pool of one', async () => {
      const worker = startWorker(job)
      expect(await collect(mapWorkers<number, number>(upTo(20), worker, { fn: 'double' }))).toEqual(
        upTo(20).map(value => value * 2),
      )
      expect(worker.pending).toBe(0)
      await worker.terminate()
    })
  })

  describe(`A map over workers of ${platformName} that fails`, () => {
    const grid = gridChunks({ x: 8, y: 8 }, { size: 8 })

    it('names the item whose function threw, and keeps what it threw', async () => {
      const error = await failure(collect(mapWorkers<GridChunk, number>(grid, job, { fn: 'failAt', concurrency: 2 })))
      expect(error).toMatchObject({ code: 'STREAM_TASK_FAILED', index: 2, range: { start: 16, end: 24 } })
      expect((error as Error).cause).toBeInstanceOf(RangeError)
      expect((error as Error).cause).toMatchObject({ message: 'cell 20 is broken', cell: 20 })
    })

    it('names the item of which workers die, and does all before it', async () => {
      const seen: number[] = []
      const run = async () => {
        for await (const start of mapWorkers<GridChunk, number>(grid, job, { fn: 'dieAt', concurrency: 2 }))
          seen.push(start)
      }
      const error = await failure(run())
      expect(error).toMatchObject({ code: 'STREAM_WORKER_LOST', index: 2, range: { start: 16, end: 24 } })
      expect(seen).toEqual([0, 8])
    })

    it('names an item that cannot be sent', async () => {
      const items = [1, () => 2] as number[]
      const error = await failure(collect(mapWorkers(items, job, { fn: 'double', concurrency: 1 })))
      expect(error).toMatchObject({ code: 'STREAM_TASK_FAILED', index: 1 })
      expect((error as Error).cause).toMatchObject({ code: 'WORKER_ARGUMENTS_NOT_CLONEABLE' })
    })

    it('names the module that does not start', async () => {
      const source = Object.assign(watched(platform.throwsAtStart), { toString: () => String(platform.throwsAtStart) })
      const error = await failure(collect(mapWorkers(upTo(9), source, { fn: 'double', concurrency: 2 })))
      expect(error).toMatchObject({ code: 'WORKER_START_FAILED' })
      expect((error as Error).message).toContain('throws-at-start.mjs')
      expect((error as Error).message).toContain('no table for this worker')
    })

    it('names the function that the module lacks', async () => {
      const error = await failure(collect(mapWorkers(upTo(9), job, { fn: 'halve', concurrency: 2 })))
      expect(error).toMatchObject({ code: 'WORKER_UNKNOWN_FUNCTION' })
      expect((error as Error).message).toContain('no function "halve"; it exposes double')
    })

    it('closes the source, which is not asked again', async () => {
      const { watched, source } = watchedSource('iterable', [...grid])
      const map = mapWorkers<GridChunk, number>(source as Iterable<GridChunk>, job, { fn: 'failAt', concurrency: 1 })
      await failure(collect(map))
      expect(watched.closed).toBe(1)
      expect(watched.taken).toBeLessThan(8)
      expect(await map.next()).toEqual({ done: true, value: undefined })
    })
  })

  describe(`A map whose workers of ${platformName} die`, () => {
    it('does their items again, on others', async () => {
      const items = upTo(40).map(value => ({ value, tries: new Int32Array(new SharedArrayBuffer(4)) }))
      const options = { fn: 'dieAtFirst', concurrency: 2 }
      expect(await collect(mapWorkers<(typeof items)[0], number>(items, job, options))).toEqual(upTo(40))
      expect(started).toHaveLength(6)
      // Those that had to wait behind a deadly one, and those that ran beside it, were done again with it at most.
      for (const { value, tries } of items) expect(tries[0]).toBe(value % 10 === 3 ? 2 : 1)
    })

    it('goes on when they are killed from outside', async () => {
      const results: number[] = []
      for await (const result of mapWorkers<number, number>(upTo(60), job, { fn: 'double', concurrency: 1 })) {
        results.push(result)
        if (results.length % 20 === 1) started.at(-1)?.port.terminate()
      }
      expect(results).toEqual(upTo(60).map(value => value * 2))
      expect(started.length).toBeGreaterThan(2)
    })
  })

  describe(`A map over workers of ${platformName} that is ended`, () => {
    it('has ended its workers when break is done, busy ones too', async () => {
      const map = mapWorkers<number, number>(upTo(99), job, { fn: 'double', concurrency: 2 })
      for await (const result of map) {
        expect(result).toBe(0)
        break
      }
      expect(started.map(({ ended }) => ended)).toEqual(started.map(() => true))
      expect(started.length).toBeGreaterThan(0)
    })

    it('has ended workers that never come to rest when the abort is told', async () => {
      const controller = new AbortController()
      const map = mapWorkers(upTo(99), job, { fn: 'spin', concurrency: 2, signal: controller.signal })
      const next = failure(map.next())
      controller.abort('enough')
      expect(await next).toBe('enough')
      expect(started.map(({ ended }) => ended)).toEqual([true, true])
    })
  })
}
