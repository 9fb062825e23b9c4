import { StreamError } from '@plimsoll/streaming-processor'
import { type MapWorkersOptions, mapWorkers } from '@plimsoll/streaming-processor/workers'
import { describe, expect, it } from 'vitest'
import { calm, ManualPool, map, workerDied } from './manual-pool.js'

describe('An item that fails', () => {
  const fail = async <Item>(items: Item[], error: unknown, options: Partial<MapWorkersOptions<Item>> = {}) => {
    const pool = new ManualPool(1)
    const next = mapWorkers(items, pool, { fn: 'cells', ...options }).next()
    const outcome = next.catch((error: unknown) => error)
    await calm()
    pool.calls[0]?.reject(error)
    await calm()
    for (const call of [...pool.calls]) call.reject(error)
    return (await outcome) as StreamError
  }

  it('is named by its index and range, with the function and the cause', async () => {
    const cause = new RangeError('too hot')
    const error = await fail([{ index: 3, start: 3000, end: 4000 }], cause)
    expect(error).toBeInstanceOf(StreamError)
    expect(error.message).toBe('"cells" failed for item 0 (3000 up to 4000): too hot')
    expect(error).toMatchObject({ code: 'STREAM_TASK_FAILED', index: 0, range: { start: 3000, end: 4000 }, cause })
  })

  it('is named by its index where it has no range', async () => {
    const error = await fail(['text'], 'no error at all')
    expect(error.message).toBe('"cells" failed for item 0: no error at all')
    expect(error).toMatchObject({ range: undefined, cause: 'no error at all' })
  })

  it.each([
    ['an object without a prototype', Object.create(null)],
    ['an error whose message throws', Object.defineProperty(new Error(), 'message', { get: () => expect.fail() })],
    ['an object whose code throws', Object.defineProperty({}, 'code', { get: () => expect.fail() })],
  ])('is named when %s was thrown', async (_, thrown) => {
    const error = await fail(['text'], thrown)
    expect(error.message).toContain('"cells" failed for item 0: ')
    expect(error.cause).toBe(thrown)
  })

  it('is not blamed for a module that does not start or lacks the function', async () => {
    for (const code of ['WORKER_START_FAILED', 'WORKER_UNKNOWN_FUNCTION']) {
      const cause = Object.assign(new Error('the worker ./job.ts could not be loaded'), { code })
      expect(await fail([1, 2], cause)).toBe(cause)
    }
  })

  it('is done again when its worker died, and is named when that died too', async () => {
    const error = await fail([{ start: 5, end: 9 }], workerDied())
    expect(error).toMatchObject({ code: 'STREAM_WORKER_LOST', index: 0, range: { start: 5, end: 9 } })
    expect(error.cause).toMatchObject({ code: 'WORKER_DIED' })
    const pool = new ManualPool(1)
    const next = map([1], pool).next()
    await calm()
    pool.calls[0]?.reject(workerDied())
    await calm()
    expect(pool.calls.map(call => call.args)).toEqual([[1]])
    pool.calls[0]?.resolve('one')
    expect(await next).toEqual({ done: false, value: 'one' })
  })

  it('is not done again when it was moved, and so is gone', async () => {
    const items = [new Uint8Array(8)]
    const error = await fail(items, workerDied(), {
      transfer: (item: Uint8Array<ArrayBuffer>) => [item.buffer],
    } as never)
    expect(error).toMatchObject({ code: 'STREAM_WORKER_LOST', index: 0 })
    expect(error.message).toContain('what moved to it is gone')
  })

  it('may fail in the function that names what moves', async () => {
    const cause = new TypeError('no buffer')
    const transfer = () => {
      throw cause
    }
    const pool = new ManualPool(1)
    await expect(map([1], pool, { transfer }).next()).rejects.toMatchObject({ code: 'STREAM_TASK_FAILED', cause })
    expect(pool.made).toBe(0)
  })
})
