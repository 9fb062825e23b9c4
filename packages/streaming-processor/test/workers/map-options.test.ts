import { chunks } from '@plimsoll/streaming-processor'
import { mapWorkers } from '@plimsoll/streaming-processor/workers'
import { describe, expect, it } from 'vitest'
import { ManualPool, map } from './manual-pool.js'

describe('Bad input of mapWorkers', () => {
  const pool = new ManualPool(2)
  const refused = expect.objectContaining({ name: 'StreamError', code: 'STREAM_INVALID_OPTIONS' })
  const given = (options: object) => () => map([], pool, options)

  it.each([0, -1, 1.5, Number.NaN, '5'])('refuses %j as concurrency and maxInFlight', value => {
    expect(given({ concurrency: value })).toThrow(refused)
    expect(given({ maxInFlight: value })).toThrow(refused)
  })

  it('refuses what is no name, no order, no function, no worker and no source', () => {
    for (const fn of [undefined, '', 5]) expect(given({ fn })).toThrow(refused)
    expect(given({ ordered: 'yes' })).toThrow(refused)
    expect(given({ transfer: [] })).toThrow(refused)
    expect(given({ sizeOf: 5 })).toThrow(refused)
    expect(given({ budget: {} })).toThrow(refused)
    expect(given({ maxBytesInFlight: 0 })).toThrow(refused)
    expect(given({ maxBytesInFlight: 'much' })).toThrow(expect.objectContaining({ name: 'BytesError' }))
    const into = new Uint8Array(8)
    for (const option of [{ transfer: () => [] }, { sizeOf: () => 1 }, { maxBytesInFlight: 1 }]) {
      expect(given({ into, ...option })).toThrow('give none with `into`: ranges hold nothing')
    }
    for (const worker of [undefined, './job.js', {}]) {
      expect(() => mapWorkers([], worker as never, { fn: 'show' })).toThrow(refused)
    }
    expect(() => mapWorkers(5 as never, pool, { fn: 'show' })).toThrow(
      expect.objectContaining({ code: 'STREAM_INVALID_SOURCE' }),
    )
    expect(() => mapWorkers([], pool, undefined as never)).toThrow(refused)
  })

  it('names an option that there is not, and those that there are', () => {
    expect(given({ concurency: 2 })).toThrow(
      'there is no option "concurency" of mapWorkers; use fn, concurrency, ordered, maxInFlight, transfer, maxBytesInFlight, sizeOf, budget, expectedBytes, into, signal, name',
    )
    expect(() => chunks([], { sise: 2 } as never)).toThrow(
      'there is no option "sise" of chunks; use size, maxBytes, sizeOf',
    )
  })

  it('tells a pool that answers no promises', async () => {
    const answering = (call: () => unknown, callEach?: () => unknown) =>
      map([1], { size: 1, call, ...(callEach && { callEach }) } as never)
    const refusal = (message: string) => ({ cause: { code: 'STREAM_INVALID_OPTIONS', message } })
    const nothing = () => {}
    await expect(answering(() => 5).next()).rejects.toMatchObject(
      refusal('call of the pool answered 5; it answers a promise'),
    )
    await expect(answering(nothing, () => [5]).next()).rejects.toMatchObject(
      refusal('callEach of the pool answered 5; it answers a promise'),
    )
    await expect(answering(nothing, nothing).next()).rejects.toMatchObject(
      refusal('callEach of the pool answered undefined; it answers an array of 1 promises, one for each call'),
    )
  })

  it('tells a source that answers nothing', async () => {
    const source = { [Symbol.iterator]: () => ({ next: () => undefined as never }) }
    await expect(map(source, pool).next()).rejects.toThrow('the source answered undefined in place of an iterator')
  })

  it('tells a source that does not open', async () => {
    const stream = new ReadableStream()
    stream.getReader()
    await expect(map(stream, pool).next()).rejects.toBeInstanceOf(TypeError)
  })
})
