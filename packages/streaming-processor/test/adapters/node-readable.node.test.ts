import { Readable, Transform, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { readable } from '@plimsoll/streaming-processor/node'
import { describe, expect, it } from 'vitest'
import { type SourceKind, watchedSource } from '../watched-source.js'

describe.each<SourceKind>(['iterable', 'async iterable', 'stream'])('readable of an %s', kind => {
  const make = <Item>(items: readonly Item[], failure?: { error: unknown }) => {
    const { watched, source } = watchedSource(kind, items, failure)
    return { watched, source: source as AsyncIterable<Item> }
  }

  it('is a Readable of its items', async () => {
    const { watched, source } = make([1, undefined, '', 0])
    const stream = readable(source)
    expect(stream).toBeInstanceOf(Readable)
    const all: unknown[] = []
    for await (const item of stream) all.push(item)
    expect(all).toEqual([1, undefined, '', 0])
    expect(watched.closed).toBe(0)
  })

  it('goes through a pipeline', async () => {
    const { source } = make([1, 2, 3])
    const seen: number[] = []
    const double = new Transform({ objectMode: true, transform: (item, _, done) => done(null, item * 2) })
    const end = new Writable({
      objectMode: true,
      write(item, _, done) {
        seen.push(item)
        done()
      },
    })
    await pipeline(readable(source), double, end)
    expect(seen).toEqual([2, 4, 6])
  })

  it('takes no more than there is room for', async () => {
    const { watched, source } = make(Array.from({ length: 100 }, (_, at) => at))
    const stream = readable(source)
    expect(watched.taken).toBe(0)
    for await (const item of stream) {
      expect(watched.taken).toBeLessThanOrEqual(Number(item) + 3)
      if (item === 50) break
    }
    expect(watched).toMatchObject({ closed: 1 })
  })

  it('closes it once when it is destroyed, and tells why', async () => {
    const { watched, source } = make([1, 2, 3])
    const stream = readable(source)
    const reading = (async () => {
      for await (const item of stream) if (item === 1) stream.destroy(new Error('enough'))
    })()
    await expect(reading).rejects.toThrow('enough')
    expect(watched.closed).toBe(1)
  })

  it('closes it where the end of a pipeline fails', async () => {
    const { watched, source } = make([1, 2, 3])
    const full = new Writable({ objectMode: true, write: (_item, _, done) => done(new Error('the disk is full')) })
    await expect(pipeline(readable(source), full)).rejects.toThrow('the disk is full')
    expect(watched.closed).toBe(1)
  })

  it('ends with its error, as it is', async () => {
    const failure = new Error('the disk is gone')
    const { watched, source } = make([1, 2], { error: failure })
    const seen: unknown[] = []
    const read = async () => {
      for await (const item of readable(source)) seen.push(item)
    }
    await expect(read()).rejects.toBe(failure)
    expect(watched.closed).toBe(0)
  })

  it('refuses null by its number, and closes it', async () => {
    const { watched, source } = make([1, null, 3])
    const read = async () => {
      for await (const item of readable(source)) void item
    }
    await expect(read()).rejects.toMatchObject({ code: 'STREAM_INVALID_SOURCE', index: 1 })
    expect(watched.closed).toBe(1)
  })
})

describe('readable', () => {
  it('refuses what is no source, no option and no count', () => {
    const refused = (code: string) => expect.objectContaining({ name: 'StreamError', code })
    expect(() => readable(5 as never)).toThrow(refused('STREAM_INVALID_SOURCE'))
    expect(() => readable([], { size: 5 } as never)).toThrow(refused('STREAM_INVALID_OPTIONS'))
    expect(() => readable([], { highWaterMark: 0.5 })).toThrow(refused('STREAM_INVALID_SIZE'))
  })
})
