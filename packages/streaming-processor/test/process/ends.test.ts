import { memoryFiles } from '@plimsoll/files/memory'
import { type ProcessRun, process } from '@plimsoll/streaming-processor'
import { checkpointFile } from '@plimsoll/streaming-processor/checkpoint'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { watchedSource } from '../watched-source.js'

const numbers = (count: number) => Array.from({ length: count }, (_, at) => at)
const turn = () => new Promise<void>(resolve => setTimeout(resolve))

/** A signal that counts who listens to it. */
function watchedSignal() {
  const controller = new AbortController()
  const { signal } = controller
  let listeners = 0
  const add = signal.addEventListener.bind(signal)
  const remove = signal.removeEventListener.bind(signal)
  signal.addEventListener = (...args: Parameters<typeof add>) => {
    listeners += 1
    add(...args)
  }
  signal.removeEventListener = (...args: Parameters<typeof remove>) => {
    listeners -= 1
    remove(...args)
  }
  return { controller, signal, listeners: () => listeners }
}

it('A run fails, whatever its function throws', async () => {
  for (const thrown of [undefined, Symbol('odd'), Object.create(null)]) {
    const run = process([1, 2], () => Promise.reject(thrown), { size: 1 })
    const failure = {
      code: 'STREAM_TASK_FAILED',
      message: expect.stringMatching(/^chunk 0 .* failed: ./),
      cause: thrown,
    }
    await expect(run.finish()).rejects.toMatchObject(failure)
  }
})

describe('a run that ends early', () => {
  const ways = fc.constantFrom('abort', 'signal', 'return', 'throw in fn', 'throw in commit' as const)
  const kinds = fc.constantFrom('iterable', 'async iterable', 'stream' as const)
  const options = fc.record({
    size: fc.integer({ min: 1, max: 3 }),
    concurrency: fc.integer({ min: 1, max: 3 }),
    commits: fc.boolean(),
    ordered: fc.boolean(),
    waits: fc.array(fc.boolean(), { maxLength: 8 }),
  })

  it('leaves nothing that runs and nothing open, at whatever point', async () => {
    await fc.assert(
      fc.asyncProperty(kinds, options, ways, fc.nat(40), async (kind, { commits, waits, ...given }, way, moment) => {
        const { source, watched } = watchedSource(kind, numbers(12))
        const { controller, signal, listeners } = watchedSignal()
        const files = memoryFiles()
        let running = 0
        let moments = 0
        let calls = 0
        let ending: Promise<unknown> | undefined
        const pass = (where: string) => {
          if (moments++ !== moment) return
          if (way === `throw in ${where}`) throw new Error(way)
          if (way === 'abort') run.abort(new Error('abort'))
          else if (way === 'signal') controller.abort(new Error('signal'))
          else if (way === 'return') ending = run.return()
        }
        const work = async (where: string) => {
          running += 1
          try {
            pass(where)
            if (waits[calls++ % (waits.length || 1)]) await turn()
            pass(where)
          } finally {
            running -= 1
          }
        }
        const run: ProcessRun<number> = process(
          source,
          async chunk => {
            await work('fn')
            return chunk.length
          },
          {
            ...given,
            signal,
            checkpoint: checkpointFile(files, 'state', { everyMs: 0 }),
            id: 'numbers',
            ...(commits && { ordered: true, commit: () => work('commit') }),
          },
        )
        let thrown: unknown
        try {
          for await (const _ of run) pass('reader')
        } catch (error) {
          thrown = error
        }
        await ending
        const status = run.report?.status
        expect({ running, listeners: listeners() }).toEqual({ running: 0, listeners: 0 })
        // One that was asked when the end came, and then had no more, was closed before it could say so.
        expect(watched.closed).toBeLessThanOrEqual(1)
        if (!watched.ended) expect(watched.closed).toBe(1)
        expect(thrown === undefined).toBe(status === 'done' || (status === 'aborted' && way === 'return'))
        // Free for others at once.
        await (await files.lock('state', { timeoutMs: 0 })).release()
        const { taken } = watched
        const before = moments
        await turn()
        expect([watched.taken, moments, running]).toEqual([taken, before, 0])
      }),
    )
  })

  it('has opened nothing where it had not begun', async () => {
    const { source, watched } = watchedSource('stream', numbers(3))
    const load = vi.fn()
    const run = process(source, chunk => chunk, { checkpoint: { load, save: () => {} }, id: 'numbers' })
    run.abort(new Error('no'))
    await expect(run.next()).rejects.toThrow('no')
    expect([load.mock.calls.length, watched.closed]).toEqual([0, 1])
    expect(run.report).toMatchObject({ status: 'aborted', items: 0 })
    expect(run.progress.state).toBe('aborted')
  })

  it('does not begin where its signal was aborted before', async () => {
    const fn = vi.fn()
    const run = process(numbers(3), fn, { signal: AbortSignal.abort(new Error('before')) })
    await expect(run.finish()).rejects.toThrow('before')
    expect(fn).not.toHaveBeenCalled()
  })

  it('tells callbacks why, and ends when they have', async () => {
    const reasons: unknown[] = []
    const run = process(numbers(4), (_, { signal }) => until(signal).then(() => reasons.push(signal.reason)), {
      ...{ size: 2, concurrency: 2 },
    })
    const reading = run.finish()
    await turn()
    run.abort('enough')
    await expect(reading).rejects.toBe('enough')
    expect(reasons).toEqual(['enough', 'enough'])
  })

  it('may be aborted where the source does not answer, or waits in a pause', async () => {
    for (const pauses of [false, true]) {
      const { source, watched } = watchedSource('async iterable', numbers(2))
      const silent = { [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => {}), return: closed }) }
      const closed = vi.fn(async () => ({ done: true as const, value: undefined }))
      const run = process<unknown, number>(pauses ? source : silent, chunk => chunk.length)
      if (pauses) run.pause()
      const reading = run.finish()
      await turn()
      run.abort('tired')
      await expect(reading).rejects.toBe('tired')
      expect(pauses ? watched.closed : closed.mock.calls.length).toBe(pauses ? 0 : 1)
    }
  })

  it('waits for the commit that is under way, and notes it', async () => {
    const checkpoint = checkpointFile(memoryFiles(), 'state', { everyMs: 60_000 })
    let begun = () => {}
    let finish = () => {}
    const committing = new Promise<void>(resolve => {
      begun = resolve
    })
    const written = new Promise<void>(resolve => {
      finish = resolve
    })
    const commit = () => {
      begun()
      return written
    }
    const run = process(numbers(3), chunk => chunk, { size: 1, checkpoint, id: 'numbers', commit })
    const reading = run.next()
    await committing
    let isOver = false
    const returned = run.return().then(() => {
      isOver = true
    })
    await turn()
    expect(isOver).toBe(false)
    finish()
    await returned
    expect(await reading).toEqual({ done: true, value: undefined })
    expect(await checkpoint.load()).toMatchObject({ chunks: 1 })
    await checkpoint.close()
  })

  it('leaves no timer behind', async () => {
    vi.useFakeTimers()
    try {
      const checkpoint = checkpointFile(memoryFiles(), 'state', { everyMs: 60_000 })
      const run = process(numbers(9), chunk => chunk, {
        size: 1,
        checkpoint,
        id: 'numbers',
        onProgress: () => {},
        timeoutMs: 1000,
      })
      for (let left = 4; left > 0; left--) await run.next()
      expect(vi.getTimerCount()).toBeGreaterThan(0)
      await run.return()
      expect(vi.getTimerCount()).toBe(0)
      // What was put off is written at the end: three were taken.
      expect(await checkpoint.load()).toMatchObject({ chunks: 3 })
      await checkpoint.close()
    } finally {
      vi.useRealTimers()
    }
  })

  it('gives back all by await using, and answers the end to those who come later', async () => {
    const { source, watched } = watchedSource('async iterable', numbers(9))
    const run = process(source, chunk => chunk.length, { size: 2 })
    await run.next()
    await run[Symbol.asyncDispose]()
    expect(watched.closed).toBe(1)
    expect(await run.next()).toEqual({ done: true, value: undefined })
    expect(await run.finish()).toMatchObject({ status: 'aborted', error: undefined })
    run.pause()
    run.resume()
    run.abort()
    expect(run.progress).toMatchObject({ state: 'aborted', inFlight: 0 })
  })

  it('is answered in the order of the calls where several wait', async () => {
    const run = process(numbers(3), chunk => chunk[0], { size: 1 })
    const steps = await Promise.all([run.next(), run.next(), run.next(), run.next()])
    expect(steps.map(({ value }) => value)).toEqual([0, 1, 2, undefined])
  })
})

function until(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => signal.addEventListener('abort', () => resolve()))
}
