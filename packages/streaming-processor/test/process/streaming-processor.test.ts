import { memoryFiles } from '@plimsoll/files/memory'
import { StreamingProcessor } from '@plimsoll/streaming-processor'
import { checkpointFile } from '@plimsoll/streaming-processor/checkpoint'
import { describe, expect, it } from 'vitest'

const numbers = (count: number) => Array.from({ length: count }, (_, at) => at)
const count = (chunk: unknown[]) => chunk.length

async function read<T>(run: AsyncIterable<T>): Promise<T[]> {
  const results: T[] = []
  for await (const result of run) results.push(result)
  return results
}

describe('StreamingProcessor', () => {
  it('works through items in chunks of a thousand', async () => {
    const processor = new StreamingProcessor()
    expect(processor.chunkSize).toBe(1000)
    expect(await read(processor.processInChunks(numbers(2500), count))).toEqual([1000, 1000, 500])
  })

  it('takes its own chunk size, and that of a call before it', async () => {
    const processor = new StreamingProcessor({ chunkSize: 4 })
    expect(await read(processor.processInChunks(numbers(10), count))).toEqual([4, 4, 2])
    expect(await read(processor.processInChunks(numbers(10), count, { chunkSize: 6 }))).toEqual([6, 4])
    const byBytes = { maxBytes: 3, sizeOf: () => 1 }
    expect(await read(processor.processInChunks(numbers(5), count, byBytes))).toEqual([3, 2])
  })

  it('keeps its own option where a call gives it as undefined', async () => {
    const processor = new StreamingProcessor({ name: 'import', maxBytes: 3 })
    const options = { name: undefined, maxBytes: undefined, sizeOf: () => 1 } as never
    const run = processor.processInChunks(numbers(5), count, options)
    expect([run.name, await read(run)]).toEqual(['import', [3, 2]])
  })

  it('works through the lines of a file', async () => {
    const file = new Blob(['a\nb\r\nc\n\nd'])
    const processor = new StreamingProcessor({ chunkSize: 2, concurrency: 2 })
    const run = processor.processFileLines(file, chunk => chunk.join('+'))
    expect(await read(run)).toEqual(['a+b', 'c+', 'd'])
    expect(run.report).toMatchObject({ status: 'done', items: 5, chunks: 3 })
  })

  it('reads lines as it is told', async () => {
    const gzip = new Blob(['one\nlonger\n']).stream().pipeThrough(new CompressionStream('gzip'))
    const options = { decompress: 'gzip', maxLineBytes: 3 } as const
    const run = new StreamingProcessor().processFileLines(gzip, chunk => chunk, options)
    expect((await run.next()).value).toEqual(['one'])
    await expect(run.next()).rejects.toMatchObject({ code: 'STREAM_LINE_TOO_LONG', line: 2 })
  })

  it('goes on by the bytes of a file, and refuses one that was changed', async () => {
    const checkpoint = checkpointFile(memoryFiles(), 'state', { everyMs: 0 })
    const processor = new StreamingProcessor({ chunkSize: 1 })
    const file = (text: string) => new File([text], 'letters.txt', { lastModified: 0 })
    for await (const chunk of processor.processFileLines(file('a\nb\nc\n'), chunk => chunk, { checkpoint })) {
      if (chunk[0] === 'b') break
    }
    const again = processor.processFileLines(file('a\nb\nc\n'), chunk => chunk, { checkpoint })
    expect(await read(again)).toEqual([['b'], ['c']])
    expect(again.report?.resumedFrom).toEqual({ chunks: 1, items: 1 })
    const changed = processor.processFileLines(file('a\nb\n'), chunk => chunk, { checkpoint })
    await expect(changed.finish()).rejects.toMatchObject({
      code: 'STREAM_CHECKPOINT_MISMATCH',
      message: expect.stringContaining('of lines of "letters.txt", 6 bytes, changed 1970'),
    })
  })

  it('refuses what it cannot use, by name', () => {
    const processor = new StreamingProcessor()
    expect(() => new StreamingProcessor({ chunkSize: 0 })).toThrow('chunkSize is 0; give the items of a chunk')
    expect(() => new StreamingProcessor({ chunkSize: 5, maxBytes: 5 })).toThrow('both chunkSize and maxBytes')
    expect(() => new StreamingProcessor({ size: 5 } as never)).toThrow(
      'there is no option "size" of StreamingProcessor',
    )
    expect(() => new StreamingProcessor({ total: 5 } as never)).toThrow('no option "total" of StreamingProcessor')
    expect(() => processor.processInChunks([1], count, { chunkSize: -1 })).toThrow('chunkSize is -1')
    expect(() => processor.processInChunks([1], count, { size: 1 } as never)).toThrow(
      'no option "size" of processInChunks',
    )
    expect(() => processor.processFileLines(7 as never, count)).toThrow('the source is 7')
    expect(() => processor.processFileLines(new Blob([]), count, { encoding: 'x' } as never)).toThrow('"encoding"')
  })
})
