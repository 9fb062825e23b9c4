import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type CheckpointState, lines, process, records, type Source } from '@plimsoll/streaming-processor'
import { fileSource } from '@plimsoll/streaming-processor/node'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'

const wait = (ms: number) => new Promise<void>(resolve => setTimeout(resolve, ms))
let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'plimsoll-time-left-'))
})
afterAll(() => rm(directory, { recursive: true, force: true }))

/** A hundred lines of ten bytes each. */
const text = Array.from({ length: 100 }, (_, at) => `${at}`.padStart(9, ' '))
  .join('\n')
  .concat('\n')
const blob = () => new Blob([text])

/** A run that takes a second for a chunk of ten. */
const start = <Item>(source: Source<Item>, options?: object) =>
  process(source, () => wait(1000), { size: 10, ...options })

describe('the time that is left of a run over bytes', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  /** Lets so much time pass, and what is read without time. */
  const pass = async (ms: number) => {
    for (let turns = 0; turns < 20; turns++) await new Promise(resolve => setImmediate(resolve))
    await vi.advanceTimersByTimeAsync(ms)
    for (let turns = 0; turns < 20; turns++) await new Promise(resolve => setImmediate(resolve))
  }
  /** What a run says when so many of its chunks are done, and lets it end. */
  const etaAfter = async (chunks: number, run: ReturnType<typeof start>) => {
    const reading = run.finish()
    while (run.progress.inFlight === 0) await pass(0)
    expect(run.progress.etaMs).toBeUndefined()
    for (let chunk = 0; chunk < chunks; chunk++) await pass(1000)
    const { etaMs, total } = run.progress
    expect(total).toBeUndefined()
    run.abort('seen')
    const ended = expect(reading).rejects.toBe('seen')
    await pass(1000)
    await ended
    return etaMs
  }

  it('is told of lines and records of a Blob by their bytes', async () => {
    expect(await etaAfter(2, start(lines(blob())))).toBeCloseTo(8000)
    expect(await etaAfter(4, start(lines(blob()), { concurrency: 2 }))).toBeCloseTo(1000)
    expect(await etaAfter(5, start(records(blob())))).toBeCloseTo(5000)
  })

  it('is told of a file whose size takes a look', async () => {
    const path = join(directory, 'lines.txt')
    await writeFile(path, text)
    expect(await etaAfter(2, start(lines(fileSource(path))))).toBeCloseTo(8000)
  })

  it('is that of a range within it', async () => {
    expect(await etaAfter(2, start(lines(blob(), { range: { start: 300, end: 700 } })))).toBeCloseTo(2000, -2)
    expect(await etaAfter(2, start(lines(blob(), { range: { start: 500, end: 5000 } })))).toBeCloseTo(3000, -2)
  })

  it('is that of the rest where the run goes on', async () => {
    const states: CheckpointState[] = []
    const checkpoint = { load: () => states.at(-1), save: (state: CheckpointState) => void states.push(state) }
    const source = () => lines(blob(), { range: { start: 0, end: 800 } })
    await etaAfter(5, start(source(), { id: 'lines', checkpoint }))
    expect(states.at(-1)?.items).toBe(50)
    expect(await etaAfter(1, start(source(), { id: 'lines', checkpoint }))).toBeCloseTo(2000)
  })

  it('is nothing of streams and of compressed bytes, and 0 at the end', async () => {
    expect(await etaAfter(2, start(lines(blob().stream())))).toBeUndefined()
    const run = start(records(new Blob(['1\n2\n\n\n\n'])))
    const reading = run.finish()
    for (let turns = 0; turns < 3; turns++) await pass(1000)
    expect((await reading).items).toBe(2)
    expect(run.progress.etaMs).toBe(0)
  })

  it('goes by the total where that is given', async () => {
    const run = start(lines(blob()), { total: 40 })
    const reading = run.finish()
    for (let chunk = 0; chunk < 2; chunk++) await pass(1000)
    expect(run.progress).toMatchObject({ total: 40, done: 20, etaMs: 2000 })
    run.abort('seen')
    const ended = expect(reading).rejects.toBe('seen')
    await pass(1000)
    await ended
  })
})

describe('lines that are fewer bytes than their checkpoint has behind it', () => {
  const state = { version: 1, source: 'id "log"', cut: '10 items', chunks: 5, items: 50, skipped: 0 } as const

  it.each([true, false])('are refused, and not counted as done (finished: %j)', async finished => {
    const position = { offset: 500, line: 51 }
    const checkpoint = { load: () => ({ ...state, position, finished }), save: () => {} }
    const run = process(lines(new Blob(['a\nb\n'])), chunk => chunk, { size: 10, id: 'log', checkpoint })
    await expect(run.finish()).rejects.toMatchObject({
      code: 'STREAM_CHECKPOINT_MISMATCH',
      message: expect.stringContaining('the checkpoint stands behind 500 bytes, and the source has 4; give the same'),
    })
  })

  it('are refused where the file was emptied', async () => {
    const path = join(directory, 'rotated.log')
    await writeFile(path, '')
    const position = { offset: 500, line: 51 }
    const checkpoint = { load: () => ({ ...state, position, finished: true }), save: () => {} }
    const run = process(lines(fileSource(path)), chunk => chunk, { size: 10, id: 'log', checkpoint })
    await expect(run.finish()).rejects.toThrow('stands behind 500 bytes, and the source has 0')
  })
})
