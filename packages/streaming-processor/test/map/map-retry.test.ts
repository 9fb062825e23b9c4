import { type MapTask, mapConcurrent, type RetryOptions } from '@plimsoll/streaming-processor'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { calm, collect, ManualCalls, upTo } from './manual-calls.js'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
})

describe('An item that is tried again', () => {
  /** Fails so many times; answers the delays before each further attempt, and what came out. */
  const failing = async (times: number, retry: number | RetryOptions) => {
    const tasks: MapTask[] = []
    const fn = async (_: string, task: MapTask) => {
      tasks.push(task)
      if (tasks.length <= times) throw new Error(`no ${task.attempt}`)
      return 'done'
    }
    const outcome = collect(mapConcurrent(['item'], fn, { retry })).catch((error: unknown) => error)
    const delays: number[] = []
    await calm()
    while (vi.getTimerCount() > 0) {
      const from = Date.now()
      const before = vi.getMockedSystemTime()
      await vi.advanceTimersToNextTimerAsync()
      delays.push(((vi.getMockedSystemTime() ?? new Date(from)) as Date).getTime() - (before?.getTime() ?? from))
      await calm()
    }
    return { outcome: await outcome, tasks, delays }
  }

  it('is told how often and why', async () => {
    const { outcome, tasks } = await failing(2, 3)
    expect(outcome).toEqual(['done'])
    expect(tasks).toMatchObject([
      { index: 0, attempt: 1, reason: undefined },
      { index: 0, attempt: 2, reason: { message: 'no 1' } },
      { index: 0, attempt: 3, reason: { message: 'no 2' } },
    ])
  })

  it('fails with the last reason when its attempts are over', async () => {
    const { outcome, tasks } = await failing(9, { attempts: 3 })
    expect(tasks).toHaveLength(3)
    expect(outcome).toMatchObject({ code: 'STREAM_TASK_FAILED', message: 'item 0 failed in 3 attempts: no 3' })
    expect((await failing(9, 1)).tasks).toHaveLength(2)
    expect((await failing(9, 0)).tasks).toHaveLength(1)
    expect((await failing(9, { attempts: 1 })).tasks).toHaveLength(1)
  })

  it('waits longer each time, up to a bound', async () => {
    const waited: number[] = []
    const retry = { attempts: 6, minDelayMs: 50, maxDelayMs: 300, factor: 2, jitter: false }
    await failing(9, { ...retry, onRetry: (_reason, _task, delayMs) => waited.push(delayMs) })
    expect(waited).toEqual([50, 100, 200, 300, 300])
  })

  it('waits for a time drawn between nothing and that', async () => {
    const waited: number[] = []
    const random = vi.spyOn(Math, 'random')
    try {
      for (const value of [0, 0.25, 0.999]) random.mockReturnValueOnce(value)
      await failing(9, { attempts: 4, minDelayMs: 100, onRetry: (_reason, _task, delayMs) => waited.push(delayMs) })
    } finally {
      random.mockRestore()
    }
    expect(waited).toEqual([0, 50, 399.6])
  })

  it('is not, where the reason is none that goes away', async () => {
    const asked: [string, number][] = []
    const when = (reason: unknown, task: MapTask) => {
      asked.push([(reason as Error).message, task.attempt])
      return task.attempt < 2
    }
    const { outcome, tasks } = await failing(9, { attempts: 9, when })
    expect(tasks).toHaveLength(2)
    expect(asked).toEqual([
      ['no 1', 1],
      ['no 2', 2],
    ])
    expect(outcome).toMatchObject({ message: 'item 0 failed in 2 attempts: no 2' })
  })

  it('fails by what the functions around it throw', async () => {
    const cause = new Error('the log is full')
    const thrower = () => {
      throw cause
    }
    for (const retry of [{ when: thrower }, { onRetry: thrower }]) {
      expect((await failing(1, retry)).outcome).toMatchObject({ code: 'STREAM_TASK_FAILED', cause })
    }
  })
})

describe('While an item waits to be tried again', () => {
  it('others have its turn, and it comes before new ones then', async () => {
    const calls = new ManualCalls<number>()
    const results = mapConcurrent(upTo(9), calls.fn, { concurrency: 2, retry: 1 })
    const first = results.next()
    await calm()
    calls.open[0]?.reject(new Error('busy'))
    await calm()
    expect([calls.items(), results.inFlight]).toEqual([[1, 2], 3])
    vi.runAllTimers()
    expect(calls.items()).toEqual([1, 2])
    calls.resolve(1)
    await calm()
    expect(calls.items()).toEqual([2, 0])
    calls.resolve(0)
    expect(await first).toEqual({ done: false, value: 0 })
    const ended = results.return()
    for (const call of [...calls.open]) call.resolve('late')
    await ended
    expect(calls.most).toBe(2)
  })

  it('the results before it are out, and those behind it wait', async () => {
    const calls = new ManualCalls<number>()
    const results = mapConcurrent(upTo(3), calls.fn, { retry: 1 })
    const steps = [results.next(), results.next()]
    await calm()
    calls.open[1]?.reject(new Error('busy'))
    for (const item of [0, 2]) calls.resolve(item)
    await calm()
    expect((await steps[0])?.value).toBe(0)
    vi.runAllTimers()
    calls.resolve(1)
    expect((await steps[1])?.value).toBe(1)
    expect((await results.next()).value).toBe(2)
    expect((await results.next()).done).toBe(true)
  })

  it('an early end does not wait for it', async () => {
    const controller = new AbortController()
    const fn = () => Promise.reject(new Error('busy'))
    const results = mapConcurrent(upTo(3), fn, { retry: 5, signal: controller.signal })
    const first = results.next()
    await calm()
    expect(vi.getTimerCount()).toBe(3)
    controller.abort('enough')
    expect(vi.getTimerCount()).toBe(0)
    await expect(first).rejects.toBe('enough')
  })
})
