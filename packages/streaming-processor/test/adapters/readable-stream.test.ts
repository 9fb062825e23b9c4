import { readableStream } from '@plimsoll/streaming-processor'
import { describe, expect, it } from 'vitest'
import { type SourceKind, watchedSource } from '../watched-source.js'

const collect = async <Item>(stream: ReadableStream<Item>): Promise<Item[]> => {
  const all: Item[] = []
  const reader = stream.getReader()
  for (let step = await reader.read(); !step.done; step = await reader.read()) all.push(step.value)
  return all
}

describe.each<SourceKind>(['iterable', 'async iterable', 'stream'])('readableStream of an %s', kind => {
  const make = <Item>(items: readonly Item[], failure?: { error: unknown }) => {
    const { watched, source } = watchedSource(kind, items, failure)
    return { watched, source: source as AsyncIterable<Item> }
  }

  it('gives its items, null and undefined too', async () => {
    const items = [1, null, undefined, {}]
    const { watched, source } = make(items)
    expect(await collect(readableStream(source))).toEqual(items)
    expect(watched.closed).toBe(0)
  })

  it('takes an item when one is asked for, or as far ahead as it is told', async () => {
    const { watched, source } = make([1, 2, 3, 4])
    const reader = readableStream(source).getReader()
    expect(watched.taken).toBe(0)
    expect(await reader.read()).toEqual({ done: false, value: 1 })
    expect(watched.taken).toBe(1)

    const ahead = make([1, 2, 3, 4])
    const eager = readableStream(ahead.source, { highWaterMark: 2 }).getReader()
    expect((await eager.read()).value).toBe(1)
    expect((await eager.read()).value).toBe(2)
    expect(ahead.watched.taken).toBeGreaterThan(1)
    expect(ahead.watched.taken).toBeLessThanOrEqual(4)
  })

  it('closes it when it is cancelled, read or not', async () => {
    const { watched, source } = make([1, 2, 3])
    const stream = readableStream(source)
    const reader = stream.getReader()
    await reader.read()
    await reader.cancel()
    expect(watched).toMatchObject({ taken: 1, closed: 1 })

    const unread = make([1, 2, 3])
    await readableStream(unread.source).cancel()
    expect(unread.watched).toMatchObject({ taken: 0, closed: kind === 'stream' ? 1 : 0 })
  })

  it('ends with its error', async () => {
    const failure = new Error('the disk is gone')
    const { source } = make([1], { error: failure })
    const reader = readableStream(source).getReader()
    expect((await reader.read()).value).toBe(1)
    await expect(reader.read()).rejects.toBe(failure)
  })

  it('pipes on, and its source is closed where the end of the pipe fails', async () => {
    const { watched, source } = make([1, 2, 3])
    const failure = new Error('the disk is full')
    const writable = new WritableStream({
      write() {
        throw failure
      },
    })
    await expect(readableStream(source).pipeTo(writable)).rejects.toBe(failure)
    expect(watched.closed).toBe(1)
  })
})

describe('readableStream', () => {
  it('is the body of a response', async () => {
    const encoder = new TextEncoder()
    const stream = readableStream([encoder.encode('one '), encoder.encode('two')])
    expect(await new Response(stream).text()).toBe('one two')
  })

  it('refuses what is no source, no option and no count', () => {
    const refused = (code: string) => expect.objectContaining({ name: 'StreamError', code })
    expect(() => readableStream(5 as never)).toThrow(refused('STREAM_INVALID_SOURCE'))
    expect(() => readableStream([], { size: 5 } as never)).toThrow(refused('STREAM_INVALID_OPTIONS'))
    expect(() => readableStream([], { highWaterMark: -1 })).toThrow(refused('STREAM_INVALID_SIZE'))
  })
})
