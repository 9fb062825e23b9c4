import { type MapConcurrentOptions, type MapFailure, mapConcurrent } from '@plimsoll/streaming-processor'
import { describe, expect, it } from 'vitest'
import { collect, upTo } from './manual-calls.js'

const oddFails = async (item: number) => {
  if (item % 2 === 1) throw new RangeError(`${item} is odd`)
  return item
}
const thrower = () => {
  throw new Error('it cannot be read')
}
const both = [true, false].flatMap(ordered => [{ ordered, concurrency: 1 }, { ordered }])

describe.each(both)('An item that failed, with %j', options => {
  it('fails the map, named, after the results before it', async () => {
    const seen: number[] = []
    const read = async () => {
      for await (const result of mapConcurrent([0, 2, 3, 4], oddFails, options)) seen.push(result)
    }
    await expect(read()).rejects.toMatchObject({
      code: 'STREAM_TASK_FAILED',
      message: 'item 2 failed: 3 is odd',
      index: 2,
    })
    expect(seen).toEqual([0, 2])
  })

  it('fails it in the same way when the function throws instead of answering', async () => {
    const thrower = (item: number) => {
      if (item === 1) throw 'no error at all'
      return item
    }
    await expect(collect(mapConcurrent(upTo(3), thrower, options))).rejects.toMatchObject({
      message: 'item 1 failed: no error at all',
      cause: 'no error at all',
    })
  })

  it.each([
    ['an object without a prototype', Object.create(null)],
    ['an error whose message cannot be read', Object.defineProperty(new Error(), 'message', { get: thrower })],
    ['a symbol', Symbol('odd')],
    ['nothing', undefined],
  ])('fails it, whatever was thrown: %s', async (_, cause) => {
    const now = () => {
      throw cause
    }
    for (const fn of [now, async () => now()]) {
      const failure = { code: 'STREAM_TASK_FAILED', message: expect.stringMatching(/^item 0 failed: ./), cause }
      await expect(collect(mapConcurrent([1], fn, options))).rejects.toMatchObject(failure)
      expect(await collect(mapConcurrent([1, 2], fn, { ...options, onError: 'skip' }))).toEqual([])
    }
  })

  it('is named by its place alone where its range cannot be read', async () => {
    const item: { start?: unknown; end: number } = Object.defineProperty({ end: 5 }, 'start', { get: thrower })
    const failure = { message: 'item 0 failed: it cannot be read', range: undefined }
    await expect(collect(mapConcurrent([item], ({ start }) => start, options))).rejects.toMatchObject(failure)
  })

  it('has no result where it is skipped', async () => {
    const results = mapConcurrent(upTo(99), oddFails, { ...options, onError: 'skip' })
    expect(await collect(results)).toEqual(upTo(50).map(item => item * 2))
    expect(await collect(mapConcurrent([1, 3, 5], oddFails, { ...options, onError: 'skip' }))).toEqual([])
  })

  it('has the result that is put in its place', async () => {
    const failures: MapFailure<number>[] = []
    const results = mapConcurrent([0, 1, 2, 3], oddFails, {
      ...options,
      onError(failure) {
        failures.push(failure)
        return failure.index === 1 ? { value: -1 } : 'skip'
      },
    })
    expect((await collect(results)).sort()).toEqual([-1, 0, 2])
    expect(failures).toMatchObject([
      {
        item: 1,
        index: 1,
        attempts: 1,
        reason: { message: '1 is odd' },
        error: { code: 'STREAM_TASK_FAILED', index: 1 },
      },
      {
        item: 3,
        index: 3,
        attempts: 1,
        reason: { message: '3 is odd' },
        error: { code: 'STREAM_TASK_FAILED', index: 3 },
      },
    ])
  })
})

describe('A function that answers what becomes of failures', () => {
  const failing = (onError: MapConcurrentOptions<number, number>['onError']) =>
    collect(mapConcurrent([1], oddFails, { ...(onError && { onError }) }))

  it('may let the map fail', async () => {
    await expect(failing(() => 'throw')).rejects.toMatchObject({ code: 'STREAM_TASK_FAILED', index: 0 })
  })

  it('fails the item by what it throws itself', async () => {
    const failure = new Error('the log is full')
    const thrower = () => {
      throw failure
    }
    await expect(failing(thrower)).rejects.toMatchObject({ code: 'STREAM_TASK_FAILED', cause: failure })
  })

  it('is told when it answers none of it', async () => {
    for (const [answer, shown] of [
      [undefined, 'undefined'],
      ['ignore', '"ignore"'],
      [Promise.resolve('skip'), 'a promise'],
      // What it rejects with would end a process of Node.
      [Promise.reject(new Error('the log is full')), 'a promise'],
    ]) {
      const text = `onError answered ${shown}; answer 'throw', 'skip' or an object with a value`
      await expect(failing(() => answer as never)).rejects.toMatchObject({
        cause: { code: 'STREAM_INVALID_OPTIONS', message: text },
      })
    }
  })
})
