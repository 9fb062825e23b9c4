import { gridChunks, lines, type Progress, process } from '@plimsoll/streaming-processor'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

const numbers = (count: number) => Array.from({ length: count }, (_, at) => at)
const wait = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))

describe('the progress of a run', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('tells what is done, how fast, and how long the rest will take', async () => {
    const run = process(numbers(100), () => wait(1000), { size: 10 })
    expect(run.progress).toEqual({
      ...{ state: 'ready', done: 0, total: 100, chunks: 0, skipped: 0, retries: 0, rate: 0, etaMs: undefined },
      ...{ inFlight: 0, bytesInFlight: 0, elapsedMs: 0 },
    })
    const reading = run.finish()
    await vi.advanceTimersByTimeAsync(4000)
    expect(run.progress).toMatchObject({
      state: 'running',
      done: 40,
      chunks: 4,
      rate: 10,
      etaMs: 6000,
      elapsedMs: 4000,
    })
    await vi.advanceTimersByTimeAsync(6000)
    await reading
    expect(run.progress).toMatchObject({ state: 'done', done: 100, rate: 10, etaMs: 0, inFlight: 0, elapsedMs: 10_000 })
  })

  it('forgets how fast it was more than ten seconds ago', async () => {
    let ms = 100
    const run = process(numbers(1000), () => wait(ms), { size: 1 })
    const reading = run.finish()
    await vi.advanceTimersByTimeAsync(30_000)
    expect(run.progress.rate).toBeCloseTo(10, 0)
    ms = 1000
    await vi.advanceTimersByTimeAsync(12_000)
    expect(run.progress.rate).toBeCloseTo(1, 0)
    run.abort('seen')
    const ended = expect(reading).rejects.toBe('seen')
    await vi.advanceTimersByTimeAsync(1000)
    await ended
  })

  it('knows the rate of chunks that take longer than ten seconds', async () => {
    const run = process(numbers(30), () => wait(60_000), { size: 10 })
    const reading = run.finish()
    await vi.advanceTimersByTimeAsync(120_000)
    expect(run.progress.rate).toBeCloseTo(10 / 60)
    expect(run.progress.etaMs).toBeCloseTo(60_000)
    await vi.advanceTimersByTimeAsync(60_000)
    await reading
  })

  it('leaves pauses out of the time', async () => {
    const run = process(numbers(40), () => wait(1000), { size: 10 })
    const reading = run.finish()
    await vi.advanceTimersByTimeAsync(1000)
    run.pause()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(run.progress).toMatchObject({ state: 'paused', elapsedMs: 1000 })
    const { done } = run.progress
    run.resume()
    expect(run.progress.state).toBe('running')
    await vi.advanceTimersByTimeAsync(4000)
    expect((await reading).elapsedMs).toBeLessThanOrEqual(4000)
    expect(done).toBeLessThan(40)
  })

  it('begins with what earlier runs have done, and counts its own speed alone', async () => {
    const state = {
      version: 1,
      source: 'id "numbers"',
      cut: '10 items',
      chunks: 6,
      items: 60,
      skipped: 1,
      finished: false,
    }
    const checkpoint = { load: () => state, save: () => {} }
    const run = process(numbers(100), () => wait(1000), { size: 10, checkpoint, id: 'numbers' })
    const reading = run.finish()
    await vi.advanceTimersByTimeAsync(2000)
    expect(run.progress).toMatchObject({ done: 80, chunks: 8, skipped: 1, rate: 10, etaMs: 2000 })
    await vi.advanceTimersByTimeAsync(2000)
    expect(await reading).toMatchObject({ items: 100, elapsedMs: 4000, resumedFrom: { chunks: 6, items: 60 } })
  })

  it('is told at most so often, and at the end', async () => {
    const told: Progress[] = []
    const run = process(numbers(50), () => wait(100), {
      ...{ size: 1, progressEveryMs: 1000 },
      onProgress: progress => told.push(progress),
    })
    const reading = run.finish()
    await vi.advanceTimersByTimeAsync(5000)
    await reading
    expect(told.length).toBeGreaterThanOrEqual(4)
    expect(told.length).toBeLessThanOrEqual(6)
    expect(told.at(-1)).toMatchObject({ state: 'done', done: 50 })
  })

  it('fails the run where who is told of it throws', async () => {
    const onProgress = () => {
      throw new Error('no display')
    }
    const run = process(numbers(50), () => wait(100), { size: 1, progressEveryMs: 1000, onProgress })
    const ended = expect(run.finish()).rejects.toThrow('no display')
    await vi.advanceTimersByTimeAsync(5000)
    await ended
    expect(run.report?.status).toBe('failed')
  })
})

describe('the total of a run', () => {
  it('is what the source says, or the caller', () => {
    const total = (source: Iterable<unknown> | AsyncIterable<unknown>, options?: { total: number }) =>
      process(source, () => {}, options).progress.total
    expect(total([1, 2])).toBe(2)
    expect(total(new Set([1]))).toBe(1)
    expect(total(gridChunks({ x: 50 }, { size: 10 }))).toBe(5)
    expect(total(new Map().values())).toBeUndefined()
    expect(total(lines(new Blob(['a'])))).toBeUndefined()
    expect(total(lines(new Blob(['a'])), { total: 1 })).toBe(1)
  })
})

describe('a run in a pause', () => {
  it('reads nothing, ends what runs, and hands out what is ready', async () => {
    let taken = 0
    const source = (function* () {
      while (taken < 20) yield taken++
    })()
    const run = process(source, chunk => chunk[0], { size: 1, maxInFlight: 4 })
    expect((await run.next()).value).toBe(0)
    await settled()
    run.pause()
    await settled()
    const before = taken
    const results: unknown[] = []
    let waiting: Promise<unknown> | undefined
    while (!waiting) {
      const next = run.next()
      const step = await Promise.race([next, settled()])
      if (step) results.push(step.value)
      else waiting = next
    }
    expect(results).toEqual(numbers(before).slice(1))
    expect(taken).toBe(before)
    run.resume()
    expect(await waiting).toEqual({ done: false, value: before })
    await run.finish()
    expect(taken).toBe(20)
  })

  it('may begin with one', async () => {
    const { source, read } = counted()
    const run = process(source, chunk => chunk, { size: 1 })
    run.pause()
    const first = run.next()
    await settled()
    expect([read(), run.progress.state]).toEqual([0, 'paused'])
    run.resume()
    expect((await first).value).toEqual([0])
    await run.return()
  })
})

function counted() {
  let taken = 0
  const source = (function* () {
    for (;;) yield taken++
  })()
  return { source, read: () => taken }
}

/** Resolves when all that can be done without waiting is done. */
async function settled(): Promise<undefined> {
  for (let turns = 0; turns < 3; turns++) await new Promise(resolve => setTimeout(resolve))
}
