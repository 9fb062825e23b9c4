import { memoryFiles } from '@plimsoll/files/memory'
import { type CheckpointState, lines, process } from '@plimsoll/streaming-processor'
import { checkpointFile } from '@plimsoll/streaming-processor/checkpoint'
import { describe, expect, it } from 'vitest'
import { watchedSource } from '../watched-source.js'

const numbers = (count: number) => Array.from({ length: count }, (_, at) => at)
const sum = (chunk: number[]) => chunk.reduce((all, one) => all + one, 0)
const everyMs = 0
const id = 'numbers'

/** Reads so many results and then goes away, as a crash does to what it had in hands. */
async function readSome<T>(run: AsyncIterable<T>, count: number): Promise<T[]> {
  const results: T[] = []
  if (count > 0) for await (const result of run) if (results.push(result) === count) break
  return results
}

describe('a run with a checkpoint', () => {
  it('goes on behind the last chunk whose result was taken', async () => {
    const checkpoint = checkpointFile(memoryFiles(), 'state', { everyMs })
    const source = numbers(10)
    // The third was handed out; nobody knows what became of it.
    const first = process(source, sum, { size: 2, checkpoint, id })
    expect(await readSome(first, 3)).toEqual([1, 5, 9])
    expect(first.report).toMatchObject({ status: 'aborted', items: 4, chunks: 2 })
    const run = process(source, sum, { size: 2, checkpoint, id })
    expect(await readSome(run, 9)).toEqual([9, 13, 17])
    expect(run.report).toMatchObject({ status: 'done', items: 10, chunks: 5, resumedFrom: { chunks: 2, items: 4 } })
  })

  it('has nothing left to do when it has ended, until the checkpoint is cleared', async () => {
    const checkpoint = checkpointFile(memoryFiles(), 'state')
    const start = () => process(numbers(5), sum, { checkpoint, id })
    expect(await readSome(start(), 9)).toEqual([10])
    const again = start()
    expect(await readSome(again, 9)).toEqual([])
    expect(again.report).toMatchObject({ status: 'done', items: 5, chunks: 1, resumedFrom: { chunks: 1, items: 5 } })
    await checkpoint.clear()
    expect(await readSome(start(), 9)).toEqual([10])
  })

  it.each(['iterable', 'async iterable', 'stream'] as const)('skips what was done of a source (%s)', async kind => {
    const checkpoint = checkpointFile(memoryFiles(), 'state', { everyMs })
    await readSome(process(watchedSource(kind, numbers(6)).source, sum, { size: 2, checkpoint, id }), 2)
    const { source, watched } = watchedSource(kind, numbers(6))
    const indices: number[] = []
    await process(source, (_, { index }) => indices.push(index), { size: 2, checkpoint, id }).finish()
    expect(indices).toEqual([1, 2])
    expect(watched).toMatchObject({ taken: 6, closed: 0 })
  })

  it('opens lines of a file where they stand', async () => {
    const file = new File(['alpha\nbeta\r\ngamma\ndelta\nepsilon'], 'greek.txt')
    const positions: unknown[] = []
    const start = () =>
      process(lines(file), (chunk, { position }) => [chunk, positions.push(position)][0], {
        ...{ size: 2, checkpoint: checkpointFile(files, 'state', { everyMs }) },
      })
    const files = memoryFiles()
    expect(await readSome(start(), 2)).toEqual([
      ['alpha', 'beta'],
      ['gamma', 'delta'],
    ])
    positions.splice(1)
    expect(await readSome(start(), 9)).toEqual([['gamma', 'delta'], ['epsilon']])
    expect(positions).toEqual([
      { offset: 0, line: 1 },
      { offset: 12, line: 3 },
      { offset: 24, line: 5 },
    ])
  })

  it('moves past a chunk when all before it are done, in whichever order they get done', async () => {
    const states: CheckpointState[] = []
    const finish: (() => void)[] = []
    const checkpoint = { load: () => undefined, save: (state: CheckpointState) => void states.push(state) }
    const work = (_: number[], { index }: { index: number }) =>
      new Promise<number>(resolve => {
        finish[index] = () => resolve(index)
      })
    const run = process(numbers(3), work, { size: 1, concurrency: 3, ordered: false, checkpoint, id })
    const reading = readSome(run, 9)
    while (finish.length < 3) await new Promise(resolve => setTimeout(resolve))
    for (const index of [2, 1, 0]) {
      finish[index]?.()
      await new Promise(resolve => setTimeout(resolve))
    }
    expect(await reading).toEqual([2, 1, 0])
    expect(states.map(({ chunks, items, finished }) => [chunks, items, finished])).toEqual([
      [3, 3, false],
      [3, 3, true],
    ])
  })

  it('does no more than a thousand chunks while one before them is not done', async () => {
    let finish = () => {}
    const stuck = new Promise<void>(resolve => {
      finish = resolve
    })
    let taken = 0
    const source = (function* () {
      while (taken < 3000) yield taken++
    })()
    const checkpoint = { load: () => undefined, save: () => {} }
    const options = { size: 1, concurrency: 2, ordered: false, checkpoint, id }
    const run = process(source, ([item]) => (item === 0 ? stuck : undefined), options)
    const reading = run.finish()
    let before = -1
    while (taken > before) {
      before = taken
      for (let turns = 0; turns < 5; turns++) await new Promise(resolve => setTimeout(resolve))
    }
    expect(taken).toBe(1000)
    finish()
    expect((await reading).items).toBe(3000)
  })

  it('counts a chunk that was skipped as done', async () => {
    const checkpoint = checkpointFile(memoryFiles(), 'state', { everyMs })
    const work = ([first = 0]: number[]) => {
      if (first === 2) throw new Error('two')
      return first
    }
    const options = { size: 1, checkpoint, id, onError: 'skip' } as const
    await readSome(process(numbers(6), work, options), 4)
    const run = process(numbers(6), work, options)
    expect(await readSome(run, 9)).toEqual([4, 5])
    expect(run.report).toMatchObject({ chunks: 6, skipped: 1, skippedChunks: [], resumedFrom: { chunks: 4 } })
  })

  it('keeps what was done before the source failed', async () => {
    const checkpoint = checkpointFile(memoryFiles(), 'state', { everyMs })
    const error = new Error('torn')
    const torn = watchedSource('async iterable', numbers(5), { error }).source
    await expect(process(torn, sum, { size: 2, checkpoint, id }).finish()).rejects.toBe(error)
    const whole = watchedSource('async iterable', numbers(6)).source
    expect(await readSome(process(whole, sum, { size: 2, checkpoint, id }), 9)).toEqual([9])
  })

  it('commits in order before the checkpoint moves on, under keys that stay the same', async () => {
    const checkpoint = checkpointFile(memoryFiles(), 'state', { everyMs })
    const commits: unknown[] = []
    const start = (fails: boolean) =>
      process(numbers(5), sum, {
        ...{ size: 2, name: 'sums', checkpoint, id, concurrency: 2 },
        commit(result, chunk) {
          commits.push([result, chunk])
          if (fails && chunk.index === 1) throw new Error('disk')
        },
      })
    await expect(start(true).finish()).rejects.toThrow('disk')
    await start(false).finish()
    const [first, second, third] = [
      [1, { key: 'sums/0', index: 0, start: 0, count: 2, position: undefined }],
      [5, { key: 'sums/1', index: 1, start: 2, count: 2, position: undefined }],
      [4, { key: 'sums/2', index: 2, start: 4, count: 1, position: undefined }],
    ]
    expect(commits).toEqual([first, second, second, third])
  })
})

describe('a checkpoint that does not fit', () => {
  const saved = async (files: ReturnType<typeof memoryFiles>, options: { size: number; id: string }) => {
    const checkpoint = checkpointFile(files, 'state', { everyMs })
    return process(numbers(4), sum, { ...options, checkpoint }).finish()
  }

  it('is refused for other data and another cut', async () => {
    const files = memoryFiles()
    await saved(files, { size: 2, id: 'march' })
    await expect(saved(files, { size: 2, id: 'april' })).rejects.toMatchObject({
      code: 'STREAM_CHECKPOINT_MISMATCH',
      message:
        'checkpoint "state" is of another source: of id "march", and this is id "april"; give the same source, name data that changes by an id, clear it to begin anew, or use another name',
    })
    await expect(saved(files, { size: 3, id: 'march' })).rejects.toMatchObject({
      code: 'STREAM_CHECKPOINT_MISMATCH',
      message:
        'checkpoint "state" is of chunks of 2 items, and these are of 3 items; cut as before, clear it to begin anew, or use another name',
    })
  })

  it('is refused for a file that was changed since, with both dates', async () => {
    const files = memoryFiles()
    const run = (lastModified: number) => {
      const file = new File(['a\nb\n'], 'letters.txt', { lastModified })
      return process(lines(file), chunk => chunk, { checkpoint: checkpointFile(files, 'state') }).finish()
    }
    await run(Date.UTC(2024, 0, 2))
    await expect(run(Date.UTC(2024, 0, 3))).rejects.toThrow(
      'of lines of "letters.txt", 4 bytes, changed 2024-01-02T00:00:00.000Z, and this is lines of "letters.txt", 4 bytes, changed 2024-01-03T00:00:00.000Z;',
    )
  })

  it('goes on with data that has grown where it is named by an id', async () => {
    const states: CheckpointState[] = []
    const checkpoint = { load: () => states.at(-1), save: (state: CheckpointState) => void states.push(state) }
    const options = { size: 2, id: 'log', checkpoint }
    await readSome(process(numbers(4), sum, options), 2)
    expect(await readSome(process(numbers(6), sum, options), 9)).toEqual([5, 9])
  })

  it.each([
    [7, 'STREAM_CHECKPOINT_DAMAGED', 'checkpoint "checkpoint" holds 7 in place of'],
    [{ version: 2 }, 'STREAM_CHECKPOINT_MISMATCH', 'has format 2; this version of the package reads 1: update'],
    [{ version: 1, chunks: -1 }, 'STREAM_CHECKPOINT_DAMAGED', 'holds no counts'],
    [{ version: 1, chunks: 0, items: 0, skipped: 0 }, 'STREAM_CHECKPOINT_DAMAGED', 'holds not all of its members'],
  ])('is refused where it holds %o', async (state, code, message) => {
    const closed: string[] = []
    const checkpoint = { load: () => state, save: () => {}, close: () => void closed.push('closed') }
    const run = process(numbers(3), sum, { checkpoint, id })
    await expect(run.finish()).rejects.toMatchObject({ code, message: expect.stringContaining(message) })
    expect(closed).toEqual(['closed'])
    expect(run.report?.status).toBe('failed')
  })

  it.each([
    ['an array', () => [1]],
    ['a generator', () => numbers(3).values()],
    ['a stream', () => new Blob(['a']).stream()],
    ['a blob without a name', () => lines(new Blob(['a']))],
    ['lines of a stream', () => lines(new Blob(['a']).stream())],
    ['bytes in memory', () => lines(new Uint8Array(3))],
    ['text in memory', () => lines('a text')],
  ])('is refused without an id where nothing tells which data it has: %s', (_, source) => {
    const checkpoint = { load: () => undefined, save: () => {} }
    const work = (chunk: unknown[]) => chunk.length
    expect(() => process(source() as Iterable<unknown>, work, { checkpoint })).toThrow(
      expect.objectContaining({
        code: 'STREAM_INVALID_OPTIONS',
        message: expect.stringMatching(/^a checkpoint needs an id here: this source has neither a name nor a time/),
      }),
    )
    expect(() => process(source() as Iterable<unknown>, work, { checkpoint, id: 'mine' })).not.toThrow()
  })
})
