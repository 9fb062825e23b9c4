import { type ByteSource, bytes } from '@plimsoll/streaming-processor'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

/** A kind of source made of given parts, and whether what it holds is closed again. */
export interface MadeSource {
  readonly source: ByteSource
  /** How often it was closed before its end; left out where nothing is to be closed. */
  closed?(): number
  /** How many files are open for it now; left out where none are. */
  stillOpen?(): number
  /** Takes it away; called when a test is over. */
  remove?(): Promise<void>
}

/** Puts blocks together. */
export function joined(blocks: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(blocks.reduce((sum, block) => sum + block.length, 0))
  let at = 0
  for (const block of blocks) {
    all.set(block, at)
    at += block.length
  }
  return all
}

/** Reads a source to its end. */
export async function readAll(source: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const blocks: Uint8Array[] = []
  for await (const block of source) blocks.push(block)
  return joined(blocks)
}

/** Compresses as the platform does. */
export async function compressed(data: Uint8Array, format: CompressionFormat): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([new Uint8Array(data)]).stream().pipeThrough(new CompressionStream(format))
  return new Uint8Array(await new Response(stream).arrayBuffer())
}

/** What every kind of source promises. `create` makes one of parts, as they are cut. */
export function describeByteSource(
  name: string,
  create: (parts: readonly Uint8Array<ArrayBuffer>[]) => MadeSource | Promise<MadeSource>,
  { numRuns = 40 } = {},
) {
  const using = async (parts: readonly Uint8Array<ArrayBuffer>[], use: (made: MadeSource) => Promise<void>) => {
    const made = await create(parts)
    try {
      await use(made)
      expect(made.stillOpen?.() ?? 0).toBe(0)
    } finally {
      await made.remove?.()
    }
  }
  const someParts = fc.array(
    fc.uint8Array({ maxLength: 50 }).map(part => new Uint8Array(part)),
    { maxLength: 8 },
  )

  describe(`Bytes of ${name}`, () => {
    it('are all its bytes, in blocks that are the reader’s own and never empty', async () => {
      const property = fc.asyncProperty(someParts, fc.integer({ min: 1, max: 60 }), (parts, blockBytes) =>
        using(parts, async ({ source, closed }) => {
          const blocks: Uint8Array[] = []
          for await (const block of bytes(source, { blockBytes })) {
            expect(block.length).toBeGreaterThan(0)
            blocks.push(block)
          }
          expect(joined(blocks)).toEqual(joined(parts))
          expect(new Set(blocks.map(block => block.buffer)).size).toBe(blocks.length)
          expect(closed?.() ?? 0).toBe(0)
        }),
      )
      await fc.assert(property, { numRuns })
    })

    it('are those of a range', async () => {
      const place = fc.nat({ max: 250 })
      const property = fc.asyncProperty(someParts, place, place, fc.nat({ max: 60 }), (parts, start, length, block) =>
        using(parts, async ({ source }) => {
          const range = { start, end: start + length }
          const read = await readAll(bytes(source, { range, blockBytes: block + 1 }))
          expect(read).toEqual(joined(parts).slice(range.start, range.end))
        }),
      )
      await fc.assert(property, { numRuns })
    })

    it('are what was compressed, and a range is one of the inflated bytes', async () => {
      const text = new TextEncoder().encode('compressed again and again. '.repeat(500))
      for (const decompress of ['gzip', 'deflate', 'deflate-raw'] as const) {
        const packed = await compressed(text, decompress)
        const parts = [packed.slice(0, 7), packed.slice(7, 60), packed.slice(60)]
        await using(parts, async ({ source }) => {
          expect(await readAll(bytes(source, { decompress, blockBytes: 50 }))).toEqual(text)
        })
        await using(parts, async ({ source }) => {
          const read = bytes(source, { decompress, range: { start: 9_000, end: 9_028 } })
          expect(await readAll(read)).toEqual(text.slice(9_000, 9_028))
        })
      }
    })

    it('end with an error where what was compressed is damaged or cut', async () => {
      const packed = await compressed(new TextEncoder().encode('0123456789'.repeat(300)), 'gzip')
      const damaged = packed.slice()
      damaged.fill(0xff, 10, 20)
      for (const part of [damaged, packed.slice(0, -9)]) {
        await using([part], async ({ source }) => {
          await expect(readAll(bytes(source, { decompress: 'gzip' }))).rejects.toThrow()
        })
      }
    })

    const parts = [1, 2, 3, 4].map(fill => new Uint8Array(100).fill(fill))

    it('close it once on break', async () => {
      await using(parts, async ({ source, closed }) => {
        for await (const block of bytes(source, { blockBytes: 100 })) {
          expect(block[0]).toBe(1)
          break
        }
        expect(closed?.() ?? 1).toBe(1)
      })
    })

    it('close it once when a range ends within it', async () => {
      await using(parts, async ({ source, closed }) => {
        await readAll(bytes(source, { range: { start: 0, end: 150 }, blockBytes: 100 }))
        expect(closed?.() ?? 1).toBe(1)
      })
    })

    it('close it on an abort, which rejects with its reason', async () => {
      await using(parts, async ({ source, closed }) => {
        const abort = new AbortController()
        const blocks = bytes(source, { signal: abort.signal, blockBytes: 100 })
        await blocks.next()
        const pending = blocks.next()
        abort.abort('enough')
        await expect(pending.then(() => blocks.next())).rejects.toBe('enough')
        expect(closed?.() ?? 1).toBe(1)
        expect(await blocks.next()).toEqual({ done: true, value: undefined })
      })
    })

    it('answer calls in their order', async () => {
      await using(parts, async ({ source }) => {
        const blocks = bytes(source, { blockBytes: 100 })
        const answers = await Promise.all([blocks.next(), blocks.next()])
        const [first, second] = answers.map(answer => answer.value ?? new Uint8Array(0))
        const read = joined([first ?? new Uint8Array(0), second ?? new Uint8Array(0)])
        expect(read).toEqual(joined(parts).slice(0, read.length))
        expect(second?.length).toBeGreaterThan(0)
        await blocks.return?.()
        expect((await blocks.next()).done).toBe(true)
      })
    })

    it('answer the end to all who wait when they are closed, and have nothing open then', async () => {
      await using(parts, async ({ source, stillOpen }) => {
        const blocks = bytes(source, { blockBytes: 100 })
        const answers = await Promise.all([blocks.next(), blocks.next(), blocks.return?.(), blocks.next()])
        expect(answers.map(answer => answer?.done)).toEqual([true, true, true, true])
        expect(stillOpen?.() ?? 0).toBe(0)
      })
    })
  })
}
