import { gridChunks, process, StreamError } from '@plimsoll/streaming-processor'
import { describe, expect, it } from 'vitest'
import { type SourceKind, watchedSource } from '../watched-source.js'

const numbers = (count: number) => Array.from({ length: count }, (_, at) => at)
const sum = (chunk: number[]) => chunk.reduce((all, one) => all + one, 0)

async function read<T>(run: AsyncIterable<T>): Promise<T[]> {
  const results: T[] = []
  for await (const result of run) results.push(result)
  return results
}

describe('process', () => {
  it.each(['iterable', 'async iterable', 'stream'] as const)(
    'gives one result per chunk of a source (%s)',
    async kind => {
      const { source, watched } = watchedSource(kind, numbers(10))
      expect(await read(process(source, sum, { size: 4 }))).toEqual([6, 22, 17])
      expect(watched).toMatchObject({ taken: 10, ended: true, closed: 0 })
    },
  )

  it('cuts by a thousand items unless told otherwise', async () => {
    expect(await read(process(numbers(2500), chunk => chunk.length))).toEqual([1000, 1000, 500])
  })

  it('cuts by bytes; an item that is larger comes alone', async () => {
    const words = ['aa', 'bb', 'c', 'dddddd', 'e']
    const run = process(words, chunk => chunk.join(''), { maxBytes: 5, sizeOf: word => word.length })
    expect(await read(run)).toEqual(['aabbc', 'dddddd', 'e'])
  })

  it('tells the function which chunk it has', async () => {
    const tasks: unknown[] = []
    await process(numbers(5), (_, { signal, ...task }) => tasks.push(task), { size: 3 }).finish()
    const first = { index: 0, start: 0, position: undefined, attempt: 1, reason: undefined }
    expect(tasks).toEqual([first, { ...first, index: 1, start: 3 }])
  })

  it('runs to its end without a reader, and reports', async () => {
    const run = process(gridChunks({ x: 50, y: 50 }, { size: 100 }), chunk => chunk.length, { size: 10 })
    expect(run.report).toBeUndefined()
    const report = await run.finish()
    expect(report).toEqual({
      ...{ status: 'done', items: 25, chunks: 3, skipped: 0, skippedChunks: [], retries: 0, peakBytesInFlight: 0 },
      ...{ elapsedMs: expect.any(Number), resumedFrom: undefined, error: undefined },
    })
    expect(run.report).toBe(report)
  })

  it('works on one chunk at a time, and on more where told so', async () => {
    for (const concurrency of [undefined, 3]) {
      let running = 0
      let most = 0
      const work = async () => {
        most = Math.max(most, ++running)
        await new Promise(resolve => setTimeout(resolve))
        running -= 1
      }
      await process(numbers(20), work, { size: 2, ...(concurrency && { concurrency }) }).finish()
      expect(most).toBe(concurrency ?? 1)
    }
  })

  it('tries again what failed, and gives up what fails always', async () => {
    const seen: [number, number, unknown][] = []
    const work = (chunk: number[], { index, attempt, reason }: { index: number; attempt: number; reason: unknown }) => {
      seen.push([index, attempt, reason])
      if (index === 1) throw `no ${attempt}`
      return sum(chunk)
    }
    const run = process(numbers(6), work, { size: 2, retry: { attempts: 2, minDelayMs: 0 }, onError: 'skip' })
    expect(await read(run)).toEqual([1, 9])
    expect(seen).toContainEqual([1, 2, 'no 1'])
    const skipped = { index: 1, start: 2, count: 2, reason: 'no 2' }
    expect(run.report).toMatchObject({ status: 'done', items: 6, chunks: 3, skipped: 1, retries: 1 })
    expect(run.report?.skippedChunks).toEqual([skipped])
  })

  it('asks what becomes of a chunk that failed', async () => {
    const work = (chunk: number[], { index }: { index: number }) => {
      if (index > 0) throw new Error(`broken ${index}`)
      return sum(chunk)
    }
    const run = process(numbers(8), work, {
      size: 2,
      onError: ({ index, chunk, attempts, start }) => {
        expect([chunk, attempts, start]).toEqual([[2 * index, 2 * index + 1], 1, 2 * index])
        return index === 1 ? { value: -1 } : index === 2 ? 'skip' : 'throw'
      },
    })
    const results: number[] = []
    const failure: unknown = await (async () => {
      for await (const result of run) results.push(result)
    })().catch(error => error)
    expect(results).toEqual([1, -1])
    expect(failure).toBeInstanceOf(StreamError)
    expect(failure).toMatchObject({
      ...{ code: 'STREAM_TASK_FAILED', index: 3, range: { start: 6, end: 8 } },
      message: 'chunk 3 (items 6 to 7) failed: broken 3',
    })
    expect(run.report).toMatchObject({ status: 'failed', error: failure })
  })

  it('fails with what onError throws', async () => {
    const cause = new Error('no answer')
    const work = () => {
      throw new Error('broken')
    }
    const onError = () => {
      throw cause
    }
    const failure = { code: 'STREAM_TASK_FAILED', index: 0, cause, message: 'chunk 0 (items 0 to 1) failed: no answer' }
    await expect(process(numbers(4), work, { size: 2, onError }).finish()).rejects.toMatchObject(failure)
  })

  it('gives up a callback that never settles', async () => {
    const run = process(numbers(4), () => new Promise<never>(() => {}), { size: 2, timeoutMs: 5 })
    const text = 'chunk 0 (items 0 to 1) was not done within 5 ms; give it a longer timeoutMs, or smaller chunks'
    await expect(run.finish()).rejects.toMatchObject({ code: 'STREAM_TIMEOUT', message: text })
  })

  it.each<SourceKind>(['iterable', 'async iterable', 'stream'])(
    'delivers what came before an error of the source (%s)',
    async kind => {
      const error = new Error('torn')
      const { source, watched } = watchedSource(kind, numbers(5), { error })
      const run = process(source, sum, { size: 2 })
      expect((await run.next()).value).toBe(1)
      expect((await run.next()).value).toBe(5)
      await expect(run.next()).rejects.toBe(error)
      expect(await run.next()).toEqual({ done: true, value: undefined })
      expect(run.report).toMatchObject({ status: 'failed', items: 4, error })
      expect(watched.closed).toBe(0)
    },
  )

  it('reads a source without end no further than its reader', async () => {
    let taken = 0
    const endless = (function* () {
      for (;;) yield taken++
    })()
    const run = process(endless, sum, { size: 10, maxInFlight: 3 })
    await run.next()
    await new Promise(resolve => setTimeout(resolve))
    expect(taken).toBeLessThanOrEqual(50)
    await run.return()
    expect(run.report).toMatchObject({ status: 'aborted', error: undefined })
  })
})

describe('process, called with what it cannot use', () => {
  const call = (options: object) => () => process([1], chunk => chunk, options)

  it.each([
    [{ size: 0 }, 'STREAM_INVALID_SIZE', 'size is 0; give the items of a chunk, a whole number above 0'],
    [{ size: 1.5 }, 'STREAM_INVALID_SIZE', 'size is 1.5; give the items of a chunk, a whole number above 0'],
    [{ size: 1, maxBytes: 1 }, 'STREAM_INVALID_OPTIONS', 'the options give both size and maxBytes; give one of them'],
    [{ maxBytes: 0 }, 'STREAM_INVALID_SIZE', 'maxBytes is 0; give at least 1 byte'],
    [{ sizeOf: 3 }, 'STREAM_INVALID_OPTIONS', 'sizeOf is 3; give a function from an item to its bytes'],
    [{ concurrency: 0 }, 'STREAM_INVALID_OPTIONS', 'concurrency is 0; give a whole number above 0'],
    [{ total: -1 }, 'STREAM_INVALID_OPTIONS', 'total is -1; give how many items the source has'],
    [{ total: '5' }, 'STREAM_INVALID_OPTIONS', 'total is "5"; give how many items the source has'],
    [{ name: '' }, 'STREAM_INVALID_OPTIONS', 'name is ""; give a text'],
    [{ id: 7 }, 'STREAM_INVALID_OPTIONS', 'id is 7; give a text that names the data'],
    [{ commit: true }, 'STREAM_INVALID_OPTIONS', 'commit is true; give a function'],
    [{ onProgress: 'x' }, 'STREAM_INVALID_OPTIONS', 'onProgress is "x"; give a function'],
    [{ progressEveryMs: -1 }, 'STREAM_INVALID_OPTIONS', 'progressEveryMs is -1; give milliseconds, at most 2147483647'],
    [
      { progressEveryMs: '5' },
      'STREAM_INVALID_OPTIONS',
      'progressEveryMs is "5"; give milliseconds, at most 2147483647',
    ],
    [{ onError: 'ignore' }, 'STREAM_INVALID_OPTIONS', `onError is "ignore"; give 'throw', 'skip' or a function`],
  ])('refuses %o', (options, code, message) => {
    expect(call(options)).toThrowError(expect.objectContaining({ code, message }))
  })

  it('refuses commits that are not in order, unknown options, and what is no checkpoint', () => {
    expect(call({ ordered: false, commit: () => {} })).toThrow(/ordered is false; give true, or no commit/)
    expect(call({ chunkSize: 5 })).toThrow(/there is no option "chunkSize" of process; use size/)
    expect(call({ checkpoint: 'state' })).toThrow(/checkpoint is "state"; give checkpointFile\(files, name\)/)
    expect(() => process(5 as never, () => {})).toThrow(/the source is 5; give an iterable/)
    expect(() => process([1], undefined as never)).toThrow(/fn is undefined; give a function/)
  })

  it.each([Number.NaN, '5'])('fails by the iteration where sizeOf answers %j, and closes the source', async size => {
    const { source, watched } = watchedSource('async iterable', numbers(5))
    const run = process(source, sum, { maxBytes: 10, sizeOf: () => size as number })
    await expect(run.finish()).rejects.toMatchObject({ code: 'STREAM_INVALID_SIZE' })
    expect(watched.closed).toBe(1)
  })
})
