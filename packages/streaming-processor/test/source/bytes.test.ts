import { bytes } from '@plimsoll/streaming-processor'
import { describe, expect, it } from 'vitest'

const text = async (source: AsyncIterable<Uint8Array>): Promise<string> => {
  const parts: Uint8Array<ArrayBuffer>[] = []
  for await (const block of source) parts.push(new Uint8Array(block))
  return new Blob(parts).text()
}

describe('bytes', () => {
  it.each<[string, () => Parameters<typeof bytes>[0]]>([
    ['a Blob', () => new Blob(['one ', 'two'])],
    ['a stream', () => new Blob(['one ', 'two']).stream()],
    ['an array of chunks', () => ['one', new Uint8Array([32]), new TextEncoder().encode('two').buffer]],
    ['a text', () => 'one two'],
  ])('reads %s', async (_, source) => {
    expect(await text(bytes(source()))).toBe('one two')
    expect(await text(bytes(source(), { range: { start: 2, end: 5 } }))).toBe('e t')
    const zipped = new Blob([
      await new Response(new Blob(['one two']).stream().pipeThrough(new CompressionStream('gzip'))).arrayBuffer(),
    ])
    expect(await text(bytes(zipped, { decompress: 'gzip' }))).toBe('one two')
  })
})
