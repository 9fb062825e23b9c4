import { type MapTask, mapConcurrent } from '@plimsoll/streaming-processor'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { calm, collect, ManualCalls, upTo } from './manual-calls.js'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
})

describe('An attempt that takes too long', () => {
  it('is told by its signal, fails the map, and what comes of it later is ignored', async () => {
    const calls = new ManualCalls<{ start: number; end: number }>()
    const results = mapConcurrent([{ start: 5, end: 9 }], calls.fn, { timeoutMs: 50 })
    const first = results.next().catch((error: unknown) => error)
    await calm()
    vi.advanceTimersByTime(49)
    expect(calls.open[0]?.task.signal.aborted).toBe(false)
    vi.advanceTimersByTime(1)
    const error = await first
    expect(error).toMatchObject({
      code: 'STREAM_TIMEOUT',
      message: 'item 0 (5 up to 9) was not done within 50 ms (attempt 1); give it a longer timeoutMs, or smaller items',
      index: 0,
      range: { start: 5, end: 9 },
    })
    expect(calls.open[0]?.task.signal.reason).toBe(error)
    calls.open[0]?.reject(new Error('too late'))
    await calm()
    expect(await results.next()).toEqual({ done: true, value: undefined })
  })

  it('is the reason of the next attempt, which has its own signal and time', async () => {
    const calls = new ManualCalls<number>()
    const retry = { attempts: 2, minDelayMs: 10, jitter: false }
    const results = collect(mapConcurrent([7], calls.fn, { timeoutMs: 50, retry }))
    await calm()
    vi.advanceTimersByTime(60)
    expect(calls.made.map(task => [task.attempt, task.signal.aborted])).toEqual([
      [1, true],
      [2, false],
    ])
    expect(calls.made[1]?.reason).toMatchObject({ code: 'STREAM_TIMEOUT' })
    // The first attempt answers after all: nobody listens any longer.
    calls.open[0]?.resolve('late')
    await calm()
    calls.open[0]?.resolve('in time')
    expect(await results).toEqual(['in time'])
  })

  it('makes room for others, and no more than that', async () => {
    const calls = new ManualCalls<number>()
    const results = mapConcurrent(upTo(6), calls.fn, { concurrency: 2, timeoutMs: 50, onError: 'skip', ordered: false })
    const first = results.next()
    await calm()
    vi.advanceTimersByTime(50)
    expect(calls.open.map(({ task }) => [task.index, task.signal.aborted])).toEqual([
      [0, true],
      [1, true],
      [2, false],
      [3, false],
    ])
    for (const late of calls.open.slice(0, 2)) late.resolve('late')
    await calm()
    expect(calls.items()).toEqual([2, 3])
    calls.resolve(2)
    expect((await first).value).toBe(2)
    const ended = results.return()
    for (const call of [...calls.open]) call.resolve('end')
    await ended
  })

  it('is not one that answers at once', async () => {
    const slow = vi.fn((item: number) => item)
    expect(await collect(mapConcurrent(upTo(3), slow, { timeoutMs: 1 }))).toEqual([0, 1, 2])
  })
})

describe('A map that ends early, with a time limit', () => {
  it('aborts the attempts that run, and waits for them no longer than the limit', async () => {
    const controller = new AbortController()
    const tasks: MapTask[] = []
    const deaf = (_: number, task: MapTask) => {
      tasks.push(task)
      return new Promise<never>(() => {})
    }
    const options = { concurrency: 2, timeoutMs: 50, signal: controller.signal, retry: 3 }
    const outcome = vi.fn()
    mapConcurrent(upTo(9), deaf, options).next().catch(outcome)
    await calm()
    vi.advanceTimersByTime(20)
    controller.abort('enough')
    expect(tasks.map(task => task.signal.reason)).toEqual(['enough', 'enough'])
    vi.advanceTimersByTime(29)
    await calm()
    expect(outcome).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1)
    await calm()
    expect(outcome).toHaveBeenCalledWith('enough')
    expect(tasks).toHaveLength(2)
  })
})
