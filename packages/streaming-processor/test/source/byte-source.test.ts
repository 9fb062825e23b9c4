import { bytes } from '@plimsoll/streaming-processor'
import { describe, expect, it } from 'vitest'
import { watchedSource } from '../watched-source.js'
import { describeByteSource, joined, readAll } from './describe-byte-source.js'
import { memoryFile, openable } from './memory-file.js'

const numbers = (text: string) => [...new TextEncoder().encode(text)]

describeByteSource('a Blob', parts => ({ source: new Blob([...parts]) }))
describeByteSource('a File', parts => ({ source: new File([...parts], 'events.log') }))
describeByteSource('a slice of a Blob', parts => {
  const around = new Uint8Array(5)
  return { source: new Blob([around, ...parts, around]).slice(5, 5 + joined(parts).length) }
})
describeByteSource('a file in memory', parts => ({ source: memoryFile(joined(parts)) }))
describeByteSource('a file that answers less than it is asked for', parts => ({
  source: memoryFile(joined(parts), 7),
}))
describeByteSource('a file that is opened for each reading', parts => {
  const { source, open } = openable(memoryFile(joined(parts)))
  return { source, stillOpen: open }
})
describeByteSource('a file that turns out to be a sequence', parts => {
  const { watched, source } = watchedSource('async iterable', parts)
  return { source: { open: async () => source as AsyncIterable<Uint8Array> }, closed: () => watched.closed }
})
describe.each(['iterable', 'async iterable', 'stream'] as const)('As %s', kind => {
  describeByteSource(`${kind} of arrays`, parts => {
    const { watched, source } = watchedSource(kind, parts)
    return { source: source as AsyncIterable<Uint8Array>, closed: () => watched.closed }
  })
  describeByteSource(`${kind} of other views and buffers`, parts => {
    const views = parts.map((part, at) => (at % 2 ? new DataView(part.buffer) : part.buffer))
    const { watched, source } = watchedSource<DataView | ArrayBuffer>(kind, views)
    return { source: source as AsyncIterable<DataView>, closed: () => watched.closed }
  })
})

describe('Bytes of a file that can be read at any place', () => {
  it('are read into two buffers, whatever its length', async () => {
    const file = memoryFile(new Uint8Array(100_000))
    let read = 0
    for await (const block of bytes(file, { blockBytes: 1000 })) read += block.length
    expect(read).toBe(100_000)
    expect(file.buffers.size).toBe(2)
  })

  it('are not read when the loop has ended', async () => {
    const file = memoryFile(new Uint8Array(100_000))
    for await (const block of bytes(file, { blockBytes: 1000 })) {
      if (block.length > 0) break
    }
    expect(file.reading).toBe(0)
  })

  it('are those before an error, and then the error', async () => {
    const failure = new Error('the disk is gone')
    const good = memoryFile(new Uint8Array(250))
    const { source, open } = openable({
      size: 250,
      readAt: (into, offset) => (offset < 200 ? good.readAt(into, offset) : Promise.reject(failure)),
    })
    const seen: number[] = []
    const read = async () => {
      for await (const block of bytes(source, { blockBytes: 100 })) seen.push(block.length)
    }
    await expect(read()).rejects.toBe(failure)
    expect(seen).toEqual([100, 100])
    expect(open()).toBe(0)
  })

  it('end with the error of a file that cannot be opened', async () => {
    const failure = new Error('no such file')
    await expect(readAll(bytes({ open: () => Promise.reject(failure) }))).rejects.toBe(failure)
  })

  it.each([-1, 101, 0.5, undefined])('refuse %j for the bytes that were read', async count => {
    const read = readAll(bytes({ size: 100, readAt: async () => count as number }, { blockBytes: 100 }))
    await expect(read).rejects.toMatchObject({ code: 'STREAM_INVALID_SOURCE' })
  })
})

describe('Bytes of text', () => {
  it('are UTF-8', async () => {
    expect([...(await readAll(bytes('Zürich 🚀')))]).toEqual(numbers('Zürich 🚀'))
    expect([...(await readAll(bytes(['Zü', 'rich'])))]).toEqual(numbers('Zürich'))
  })

  it('keep a surrogate pair whole that is cut between two chunks, or two blocks', async () => {
    expect([...(await readAll(bytes(['a\ud83d', '', '\ude80b'])))]).toEqual(numbers('a🚀b'))
    expect([...(await readAll(bytes('a🚀b', { blockBytes: 2 })))]).toEqual(numbers('a🚀b'))
    expect([...(await readAll(bytes(['a\ud83d', new Uint8Array([65]), '\ude80', '\ud83d'])))]).toEqual(
      numbers('a\ufffdA\ufffd\ufffd'),
    )
  })
})

describe('Bytes in memory', () => {
  it('are one source, whichever view of them is given', async () => {
    const { buffer } = new Uint8Array([1, 2, 3, 4, 5, 6])
    for (const source of [buffer, new Uint8Array(buffer), new Uint16Array(buffer), new DataView(buffer)]) {
      expect([...(await readAll(bytes(source, { blockBytes: 4 })))]).toEqual([1, 2, 3, 4, 5, 6])
    }
  })
})

describe('Bytes of a source that fails', () => {
  it.each(['iterable', 'async iterable', 'stream'] as const)('are those before the error, of an %s', async kind => {
    const failure = new Error('the line is dead')
    const { watched, source } = watchedSource(kind, ['one', 'two'], { error: failure })
    const seen: number[] = []
    const read = async () => {
      for await (const block of bytes(source as AsyncIterable<string>)) seen.push(block.length)
    }
    await expect(read()).rejects.toBe(failure)
    expect(seen).toEqual([3, 3])
    expect(watched.closed).toBe(0)
  })

  it.each([5, null, undefined, {}, [1]])('refuse the chunk %j by its number, and close the source', async chunk => {
    const { watched, source } = watchedSource('iterable', ['one', chunk as string])
    const read = readAll(bytes(source as Iterable<string>))
    await expect(read).rejects.toMatchObject({ code: 'STREAM_INVALID_SOURCE', index: 1 })
    expect(watched.closed).toBe(1)
  })

  it('cancels a stream that was never read', async () => {
    const { watched, source } = watchedSource('stream', ['one'])
    const blocks = bytes(source as ReadableStream<string>)
    await blocks.return?.()
    expect(watched).toMatchObject({ taken: 0, closed: 1 })
    expect(await blocks.next()).toEqual({ done: true, value: undefined })
  })
})

describe('Bad input of bytes', () => {
  const refused = (code: string) => expect.objectContaining({ name: 'StreamError', code })

  it.each([undefined, null, 5, {}, { size: 5 }])('refuses %j as a source', source => {
    expect(() => bytes(source as never)).toThrow(refused('STREAM_INVALID_SOURCE'))
  })

  it('refuses options that nobody knows, and sizes that are none', () => {
    expect(() => bytes('', { block: 5 } as never)).toThrow(refused('STREAM_INVALID_OPTIONS'))
    expect(() => bytes('', { blockBytes: 0 })).toThrow(refused('STREAM_INVALID_SIZE'))
    expect(() => bytes('', { signal: {} as never })).toThrow(refused('STREAM_INVALID_OPTIONS'))
    expect(() => bytes('', { range: 5 as never })).toThrow(refused('STREAM_INVALID_SIZE'))
    for (const range of [{ start: -1 }, { start: 1.5 }, { start: 5, end: 4 }, { end: Number.NaN }]) {
      expect(() => bytes('', { range })).toThrow(refused('STREAM_INVALID_SIZE'))
    }
  })

  it('refuses a format that the platform does not read, and says which it reads', () => {
    expect(() => bytes('', { decompress: 'rar' as never })).toThrow(refused('STREAM_UNSUPPORTED_FORMAT'))
    expect(() => bytes('', { decompress: 'rar' as never })).toThrow(/"rar".*gzip, deflate, deflate-raw/)
  })
})
