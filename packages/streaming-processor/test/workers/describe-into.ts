import { type GridChunk, gridChunks } from '@plimsoll/streaming-processor'
import { type Cells, mapWorkers } from '@plimsoll/streaming-processor/workers'
import { startWorker, type WorkerPort } from '@plimsoll/workers'
import * as fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { upTo } from './manual-pool.js'

/** What maps into an array of the caller promise: on the web and in Node, in shared memory and without. */
export function describeInto(platformName: string, platform: { job(): WorkerPort; diesOnce(): WorkerPort }): void {
  const shared = (cells: number) => new SharedArrayBuffer(cells * 8)
  const plain = (cells: number) => new ArrayBuffer(cells * 8)
  describe.each([
    ['shared memory', shared],
    ['a plain array', plain],
  ])(`mapWorkers into %s, over workers of ${platformName}`, (_, memory) => {
    let started: { port: WorkerPort; ended: boolean }[] = []
    let deadly = 0
    const watched = () => {
      const port = deadly > 0 ? platform.diesOnce() : platform.job()
      deadly -= 1
      const entry = { port, ended: false }
      started.push(entry)
      const terminate = port.terminate.bind(port)
      port.terminate = () => {
        entry.ended = true
        return terminate()
      }
      return port
    }
    afterEach(() => {
      const left = started.filter(({ ended }) => !ended)
      started = []
      deadly = 0
      expect(left).toEqual([])
    })
    const failure = (promise: Promise<unknown>): Promise<unknown> =>
      promise.then(
        () => expect.fail('it ended well'),
        (error: unknown) => error,
      )
    const run = async (into: Cells, chunks: Iterable<GridChunk>, fn: string, options: object = {}) => {
      const ranges: GridChunk[] = []
      for await (const { item, values, start, end } of mapWorkers(chunks, watched, { fn, into, ...options })) {
        expect([start, end, values.length]).toEqual([item.start, item.end, item.end - item.start])
        for (const [at, value] of values.entries()) if (value !== start + at + 1) expect.fail(`cell ${start + at}`)
        ranges.push(item)
      }
      return ranges
    }

    it('fills every cell once, whatever the chunks, in their order or as they get done', async () => {
      const shape = fc.record({
        cells: fc.integer({ min: 1, max: 3000 }),
        size: fc.constantFrom(1, 7, 100, 1000, 5000),
        ordered: fc.boolean(),
        concurrency: fc.integer({ min: 1, max: 3 }),
        maxInFlight: fc.option(fc.integer({ min: 1, max: 40 }), { nil: undefined }),
      })
      const check = async ({
        cells,
        size,
        maxInFlight,
        ...options
      }: typeof shape extends fc.Arbitrary<infer T> ? T : never) => {
        const into = new Float64Array(memory(cells))
        const chunks = gridChunks({ x: cells }, { size })
        const ranges = await run(into, chunks, 'number', { ...options, ...(maxInFlight && { maxInFlight }) })
        if (!options.ordered) ranges.sort((left, right) => left.index - right.index)
        expect(ranges).toEqual([...chunks])
        expect([...into]).toEqual(upTo(cells).map(cell => cell + 1))
      }
      await fc.assert(fc.asyncProperty(shape, check), { numRuns: 12 })
    })

    it('fills by asynchronous functions, and arrays of every kind', async () => {
      await run(new Float64Array(memory(50)), gridChunks({ x: 50 }, { size: 20 }), 'numberLater')
      const bytes = new Uint8Array(memory(50), 0, 50)
      await run(bytes, gridChunks({ x: 50 }, { size: 20 }), 'number')
      expect([...bytes]).toEqual(upTo(50).map(cell => cell + 1))
      class Counts extends Float64Array {}
      const counts = new Counts(memory(50) as ArrayBuffer)
      await run(counts, gridChunks({ x: 50 }, { size: 20 }), 'number')
      expect([...counts]).toEqual(upTo(50).map(cell => cell + 1))
      if (!globalThis.Buffer) return
      const buffer = globalThis.Buffer.from(memory(50) as ArrayBuffer, 0, 50)
      await run(buffer, gridChunks({ x: 50 }, { size: 20 }), 'number')
      expect([...buffer]).toEqual(upTo(50).map(cell => cell + 1))
    })

    it.runIf(memory === shared)('shares one chunk among all workers', async () => {
      const into = new Float64Array(memory(64))
      // Each of two workers waits in its first piece for the other: alone, neither would come to an end.
      const map = mapWorkers([{ start: 0, end: 64 }], watched, { fn: 'meet', into, concurrency: 2 })
      expect((await map.next()).value).toMatchObject({ start: 0, end: 64 })
      await map.return()
      expect(new Set(into).size).toBe(2)
    })

    it('does again what a worker was at when it died, and nothing twice besides', async () => {
      const into = new Float64Array(memory(400))
      deadly = 2
      await run(into, gridChunks({ x: 400 }, { size: 50 }), 'dieOnce', { concurrency: 2 })
      expect([...into]).toEqual(upTo(400).map(cell => cell + 1))
      expect(started.length).toBeGreaterThan(2)
    })

    it('names the range of which workers die twice, after all before it', async () => {
      const seen: number[] = []
      const into = new Float64Array(memory(400))
      const all = async () => {
        for await (const { start } of mapWorkers(gridChunks({ x: 400 }, { size: 50 }), watched, {
          fn: 'dieAt120',
          into,
        }))
          seen.push(start)
      }
      expect(await failure(all())).toMatchObject({
        code: 'STREAM_WORKER_LOST',
        index: 2,
        range: { start: 100, end: 150 },
      })
      expect(seen).toEqual([0, 50])
    })

    it('names the range at which the function threw, and keeps what it threw', async () => {
      const into = new Float64Array(memory(400))
      const error = await failure(run(into, gridChunks({ x: 400 }, { size: 50 }), 'throwAt120', { concurrency: 2 }))
      expect(error).toMatchObject({ code: 'STREAM_TASK_FAILED', index: 2, range: { start: 100, end: 150 } })
      expect((error as Error).cause).toMatchObject({ message: 'cell 120 is broken' })
    })

    it('refuses an array that is too short or none, and a range outside of it', async () => {
      const into = new Float64Array(memory(10))
      const refused = expect.objectContaining({ code: 'STREAM_INVALID_OPTIONS' })
      expect(() => mapWorkers(gridChunks({ x: 11 }), watched, { fn: 'number', into })).toThrow(refused)
      for (const bad of [undefined, [1], new DataView(memory(1)), memory(1)])
        expect(() => mapWorkers([{ start: 0, end: 1 }], watched, { fn: 'number', into: bad as never })).toThrow(refused)
      for (const [start, end] of [
        [5, 11],
        [-1, 2],
        [3, 2],
        [0, 1.5],
      ]) {
        const ranges = mapWorkers(
          [
            { start: 0, end: 5 },
            { start, end },
          ] as GridChunk[],
          watched,
          { fn: 'number', into },
        )
        expect((await ranges.next()).value).toMatchObject({ start: 0, end: 5 })
        expect(await failure(ranges.next())).toMatchObject({ code: 'STREAM_INVALID_OPTIONS', index: 1 })
      }
    })

    it('says so where the function fills nothing, and where one that fills is given no array', async () => {
      const into = new Float64Array(memory(10))
      expect(await failure(run(into, gridChunks({ x: 10 }), 'double'))).toMatchObject({
        code: 'STREAM_INVALID_OPTIONS',
        message: expect.stringContaining('expose it as inPieces('),
      })
      const items = mapWorkers([1], watched, { fn: 'number' })
      expect(await failure(items.next())).toMatchObject({ cause: { code: 'STREAM_INVALID_OPTIONS' } })
    })

    it('names the module’s lack of the function', async () => {
      const into = new Float64Array(memory(10))
      expect(await failure(run(into, gridChunks({ x: 10 }), 'nothing'))).toMatchObject({
        code: 'WORKER_UNKNOWN_FUNCTION',
      })
    })

    it('leaves a pool open, whose workers end the piece that they are at', async () => {
      const worker = startWorker(watched)
      const pool = { size: 1, call: (...args: Parameters<typeof worker.call>) => worker.call(...args) }
      const cells = 200_000
      const into = new Float64Array(memory(cells))
      const chunks = gridChunks({ x: cells }, { size: cells / 2 })
      for await (const { end } of mapWorkers(chunks, pool, { fn: 'number', into })) {
        expect(end).toBe(cells / 2)
        break
      }
      expect(await worker.call('double', [2])).toBe(4)
      const after = into.slice()
      expect(await worker.call('double', [3])).toBe(6)
      expect(into).toEqual(after)
      await worker.terminate()
    })

    it('has ended its workers when break is done and when it is aborted', async () => {
      const into = new Float64Array(memory(1000))
      for await (const _ of mapWorkers(gridChunks({ x: 1000 }, { size: 10 }), watched, { fn: 'number', into })) break
      const controller = new AbortController()
      const { signal } = controller
      const map = mapWorkers(gridChunks({ x: 1000 }, { size: 10 }), watched, { fn: 'spinFill', into, signal })
      const next = failure(map.next())
      controller.abort('enough')
      expect(await next).toBe('enough')
      expect(started.map(({ ended }) => ended)).toEqual(started.map(() => true))
    })
  })
}
