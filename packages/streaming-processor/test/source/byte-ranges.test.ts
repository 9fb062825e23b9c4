import { byteRanges, bytes, mapConcurrent } from '@plimsoll/streaming-processor'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const collect = async <T>(sequence: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = []
  for await (const item of sequence) all.push(item)
  return all
}

describe('byteRanges', () => {
  it('cuts so many bytes without gaps, each range of at most maxBytes', () => {
    fc.assert(
      fc.property(fc.nat({ max: 10_000 }), fc.integer({ min: 1, max: 5000 }), (size, maxBytes) => {
        const ranges = byteRanges(size, { maxBytes })
        const all = [...ranges]
        expect(all.length).toBe(ranges.length)
        expect(all.map((_, index) => ranges.at(index))).toEqual(all)
        expect([ranges.at(-1), ranges.at(all.length), ranges.at(0.5)]).toEqual([undefined, undefined, undefined])
        let end = 0
        for (const range of all) {
          expect(range.start).toBe(end)
          expect(range.end - range.start).toBeGreaterThan(0)
          expect(range.end - range.start).toBeLessThanOrEqual(maxBytes)
          end = range.end
        }
        expect(end).toBe(size)
      }),
    )
  })

  it('knows the size of a blob, of bytes and of an open file', () => {
    const file = { size: 5, readAt: async () => 0 }
    for (const source of [new Blob(['12345']), new Uint8Array(5), new ArrayBuffer(5), file, 5]) {
      expect([...byteRanges(source, { maxBytes: 3 })]).toEqual([
        { start: 0, end: 3 },
        { start: 3, end: 5 },
      ])
    }
    expect([...byteRanges(5)]).toEqual([{ start: 0, end: 5 }])
  })

  it('has none where there are no bytes', async () => {
    expect([...byteRanges(new Blob([]))]).toEqual([])
    expect(await collect(byteRanges({ size: async () => 0, readAt: async () => 0 }))).toEqual([])
  })

  it('asks a file for its size when it is read', async () => {
    const ranges = byteRanges({ size: async () => 5, readAt: async () => 0 }, { maxBytes: '4B' })
    expect(await collect(ranges)).toEqual([
      { start: 0, end: 4 },
      { start: 4, end: 5 },
    ])
  })

  it('is one open range where nobody knows the size', async () => {
    expect(await collect(byteRanges(new Blob(['ab']).stream()))).toEqual([{ start: 0, end: Infinity }])
  })

  it('is a source of maps', async () => {
    const blob = new Blob(['abcdefgh'])
    const parts = mapConcurrent(byteRanges(blob, { maxBytes: 3 }), async range => {
      const [block] = await collect(bytes(blob, { range }))
      return new TextDecoder().decode(block)
    })
    expect(await collect(parts)).toEqual(['abc', 'def', 'gh'])
  })

  it.each([
    ['big.ndjson', {}, 'STREAM_INVALID_SOURCE'],
    [null, {}, 'STREAM_INVALID_SOURCE'],
    [-1, {}, 'STREAM_INVALID_SIZE'],
    [1.5, {}, 'STREAM_INVALID_SIZE'],
    [5, { maxBytes: 0 }, 'STREAM_INVALID_SIZE'],
    [5, { size: 5 }, 'STREAM_INVALID_OPTIONS'],
  ])('refuses %j with %j', (source, options, code) => {
    expect(() => byteRanges(source as never, options as never)).toThrow(expect.objectContaining({ code }))
  })
})
