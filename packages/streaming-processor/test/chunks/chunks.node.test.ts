import { Readable } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import { chunks } from '@plimsoll/streaming-processor'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

interface Pushes {
  readonly items: readonly number[]
  readonly highWaterMark: number
  /** How many items a read of the stream gives, at once or a turn later; again from the start at the end. */
  readonly bursts: readonly { readonly count: number; readonly later: boolean }[]
}

const pushes: fc.Arbitrary<Pushes> = fc.record({
  items: fc.array(fc.integer(), { maxLength: 40 }),
  highWaterMark: fc.integer({ min: 1, max: 10 }),
  bursts: fc.array(fc.record({ count: fc.integer({ min: 1, max: 8 }), later: fc.boolean() }), { minLength: 1 }),
})

/** A stream of objects that is filled in bursts. */
function objects({ items, highWaterMark, bursts }: Pushes, end: (stream: Readable) => void = it => it.push(null)) {
  let pushed = 0
  let reads = 0
  const stream: Readable = new Readable({
    objectMode: true,
    highWaterMark,
    async read() {
      const { count, later } = bursts[reads++ % bursts.length] as Pushes['bursts'][number]
      if (later) await turn()
      for (let i = 0; i < count && pushed < items.length; i++) stream.push({ number: items[pushed++] })
      if (pushed === items.length) end(stream)
    },
  })
  return { stream, pushed: () => pushed }
}

const numbersOf = (chunk: readonly { number: number }[]) => chunk.map(({ number }) => number)

describe('chunks of a Node stream of objects', () => {
  it('are the slices of its items, however the stream is filled', async () => {
    await fc.assert(
      fc.asyncProperty(pushes, fc.integer({ min: 1, max: 12 }), async (given, size) => {
        const { stream } = objects(given)
        const all: number[][] = []
        for await (const chunk of chunks<{ number: number }>(stream, { size })) all.push(numbersOf(chunk))
        const model = Array.from({ length: Math.ceil(given.items.length / size) }, (_, chunk) =>
          given.items.slice(chunk * size, (chunk + 1) * size),
        )
        expect(all).toEqual(model)
        expect(stream.destroyed).toBe(true)
      }),
      { numRuns: 60 },
    )
  })

  it('take from the stream what they ask for, and destroy it by break', async () => {
    const { stream, pushed } = objects({
      items: Array.from({ length: 100 }, (_, index) => index),
      highWaterMark: 4,
      bursts: [{ count: 1, later: false }],
    })
    for await (const chunk of chunks<{ number: number }>(stream, { size: 10 })) {
      expect(numbersOf(chunk)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
      break
    }
    expect(stream.destroyed).toBe(true)
    // The chunk, and what the stream itself reads ahead.
    expect(pushed()).toBeLessThanOrEqual(10 + 4 + 1)
  })

  it('deliver the error of the stream, and no item after it', async () => {
    const failure = new Error('the disk is gone')
    await fc.assert(
      fc.asyncProperty(pushes, fc.integer({ min: 1, max: 12 }), async (given, size) => {
        const { stream } = objects(given, it => it.destroy(failure))
        const all: number[] = []
        const read = async () => {
          for await (const chunk of chunks<{ number: number }>(stream, { size })) all.push(...numbersOf(chunk))
        }
        await expect(read()).rejects.toBe(failure)
        expect(all).toEqual(given.items.slice(0, all.length))
      }),
      { numRuns: 60 },
    )
  })

  it('destroy the stream where an item cannot be sized', async () => {
    const stream = Readable.from([{ number: 1 }, { number: 2 }, { number: 3 }])
    const sizes = [1, 1, Number.NaN]
    const cut = chunks(stream, { maxBytes: 100, sizeOf: () => sizes.shift() ?? 0 })
    await expect(cut.next()).rejects.toMatchObject({ code: 'STREAM_INVALID_SIZE' })
    expect(stream.destroyed).toBe(true)
  })

  it('are those of its buffers where it is of bytes', async () => {
    const stream = Readable.from([Buffer.from('ab'), Buffer.from('c')], { objectMode: false })
    const text: string[] = []
    for await (const chunk of chunks<Buffer>(stream, { size: 1 })) text.push(Buffer.concat(chunk).toString())
    expect(text.join('')).toBe('abc')
  })
})
