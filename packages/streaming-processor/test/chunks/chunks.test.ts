import { type ChunksOptions, chunks, StreamError } from '@plimsoll/streaming-processor'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type SourceKind, watchedSource } from '../watched-source.js'

const sliced = <Item>(items: readonly Item[], size: number): Item[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, chunk) => items.slice(chunk * size, (chunk + 1) * size))

const collect = async <Item>(sequence: AsyncIterable<Item> | Iterable<Item>): Promise<Item[]> => {
  const all: Item[] = []
  for await (const item of sequence) all.push(item)
  return all
}

describe('chunks of an iterable', () => {
  it('come without waiting', () => {
    expect([...chunks([1, 2, 3, 4, 5], { size: 2 })]).toEqual([[1, 2], [3, 4], [5]])
    expect([...chunks('text', { size: 3 })]).toEqual([['t', 'e', 'x'], ['t']])
    expect([...chunks([], { size: 3 })]).toEqual([])
  })

  it('hold each item as it is, and are the reader’s own', () => {
    const items = [undefined, null, Number.NaN, [], {}]
    const [first, second] = chunks(items, { size: 3 })
    expect([first, second]).toEqual([
      [undefined, null, Number.NaN],
      [[], {}],
    ])
    expect(first).not.toBe(second)
  })
})

describe.each<SourceKind>(['iterable', 'async iterable', 'stream'])('chunks of an %s', kind => {
  const cut = <Item>(source: unknown, options: ChunksOptions<Item>) =>
    chunks(source as AsyncIterable<Item>, options) as AsyncIterable<Item[]>

  it('are the slices of its items', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.anything()), fc.integer({ min: 1, max: 12 }), async (items, size) => {
        const { watched, source } = watchedSource(kind, items)
        expect(await collect(cut(source, { size }))).toEqual(sliced(items, size))
        expect(watched).toMatchObject({ taken: items.length, closed: 0 })
      }),
    )
  })

  it('hold no more bytes than allowed, and as many as go in', async () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 30 }))
    await fc.assert(
      fc.asyncProperty(sizes, fc.integer({ min: 1, max: 40 }), async (items, maxBytes) => {
        const { source } = watchedSource(kind, items)
        const all = await collect(cut(source, { maxBytes, sizeOf: (bytes: number) => bytes }))
        expect(all.flat()).toEqual(items)
        const bytes = all.map(chunk => chunk.reduce((sum, item) => sum + item, 0))
        all.forEach((chunk, at) => {
          expect(chunk.length).toBeGreaterThan(0)
          if (chunk.length > 1) expect(bytes[at]).toBeLessThanOrEqual(maxBytes)
          const next = all[at + 1]?.[0]
          if (next !== undefined) expect((bytes[at] ?? 0) + next).toBeGreaterThan(maxBytes)
        })
      }),
    )
  })

  it('are read no further than asked for, and the source is closed by break', async () => {
    const { watched, source } = watchedSource(kind, [1, 2, 3, 4, 5])
    const sequence = cut<number>(source, { size: 2 })
    expect(watched.taken).toBe(0)
    for await (const chunk of sequence) {
      expect(chunk).toEqual([1, 2])
      break
    }
    expect(watched).toMatchObject({ taken: 2, closed: 1 })
    if (source instanceof ReadableStream) expect(source.locked).toBe(false)
  })

  it('deliver the error of the source, which is not closed then', async () => {
    const failure = new Error('the disk is gone')
    const { watched, source } = watchedSource(kind, [1, 2, 3], { error: failure })
    const seen: number[][] = []
    const read = async () => {
      for await (const chunk of cut<number>(source, { size: 2 })) seen.push(chunk)
    }
    await expect(read()).rejects.toBe(failure)
    expect(seen).toEqual([[1, 2]])
    expect(watched.closed).toBe(0)
    if (source instanceof ReadableStream) expect(source.locked).toBe(false)
  })

  it.each([Number.NaN, -1, '5', undefined])('close the source when an item is sized by %j', async size => {
    const { watched, source } = watchedSource(kind, [1, 2, 3])
    const read = collect(cut(source, { maxBytes: 10, sizeOf: () => size as number }))
    await expect(read).rejects.toMatchObject({ code: 'STREAM_INVALID_SIZE' })
    expect(watched.closed).toBe(1)
  })
})

describe('chunks of a stream', () => {
  it('are the same where streams are not iterable', async () => {
    const { source } = watchedSource('stream', [1, 2, 3])
    Object.defineProperty(source, Symbol.asyncIterator, { value: undefined })
    expect(await collect(chunks(source as ReadableStream<number>, { size: 2 }))).toEqual([[1, 2], [3]])
  })
})

describe('chunks by bytes', () => {
  it('take a byte size, and count by sizeOf where nothing else is named', () => {
    const items = [new Uint8Array(600), new Uint8Array(600), new Uint8Array(5000), new Uint8Array(1)]
    expect([...chunks(items, { maxBytes: '2KiB' })].map(chunk => chunk.map(item => item.length))).toEqual([
      [600, 600],
      [5000],
      [1],
    ])
  })
})

describe('Bad input of chunks', () => {
  const refused = (code: string) => expect.objectContaining({ name: 'StreamError', code })

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '5'])(
    'refuses %j as a size, before anything is read',
    size => {
      expect(() => chunks([1], { size: size as number })).toThrow(refused('STREAM_INVALID_SIZE'))
    },
  )

  it('refuses neither bound, both, and no bytes', () => {
    expect(() => chunks([1], {} as never)).toThrow('the options give neither size nor maxBytes; give one of them')
    expect(() => chunks([1], undefined as never)).toThrow(refused('STREAM_INVALID_OPTIONS'))
    expect(() => chunks([1], { size: 1, maxBytes: 1 } as never)).toThrow(refused('STREAM_INVALID_OPTIONS'))
    expect(() => chunks([1], { maxBytes: 0 })).toThrow(refused('STREAM_INVALID_SIZE'))
  })

  it('refuses what is no function from an item to its bytes', () => {
    for (const sizeOf of [8, 'length', {}, null]) {
      expect(() => chunks([1], { maxBytes: 5, sizeOf: sizeOf as never })).toThrow(
        /^sizeOf is .*; give a function from an item to its bytes$/,
      )
    }
  })

  it.each([undefined, null, 5, {}])('refuses %j as a source', source => {
    expect(() => chunks(source as never, { size: 1 })).toThrow(StreamError)
    expect(() => chunks(source as never, { size: 1 })).toThrow(refused('STREAM_INVALID_SOURCE'))
  })

  it('says of a promise of a source that it is to be awaited', () => {
    expect(() => chunks(Promise.resolve([1]) as never, { size: 1 })).toThrow('the source is a promise; await it')
  })
})
