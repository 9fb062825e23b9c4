import { bytes, chunks, lines, mapConcurrent, process, readableStream, records } from '@plimsoll/streaming-processor'
import { describe, expect, it } from 'vitest'
import { watchedSource } from './watched-source.js'

const turn = () => new Promise<void>(resolve => setTimeout(resolve))

/** A stream that gives nothing, and tells why it was cancelled. */
function silentStream() {
  const cancelled: unknown[] = []
  const stream = new ReadableStream<Uint8Array>({
    pull: () => new Promise<void>(() => {}),
    cancel: reason => void cancelled.push(reason),
  })
  return { stream, cancelled }
}

const readings = {
  bytes,
  lines,
  'batches of lines': (stream: ReadableStream<Uint8Array>) => lines(stream).batches(),
  records,
  chunks: (stream: ReadableStream<Uint8Array>) => chunks(stream, { size: 2 }),
  'chunks of bytes': (stream: ReadableStream<Uint8Array>) => chunks(bytes(stream), { size: 2 }),
} as Record<string, (stream: ReadableStream<Uint8Array>) => AsyncIterableIterator<unknown>>

describe.each(Object.entries(readings))('%s of a stream that gives nothing', (_, read) => {
  it('can be ended, which cancels the stream and answers the reader', async () => {
    const { stream, cancelled } = silentStream()
    const reading = read(stream)
    const waiting = [reading.next(), reading.next()]
    await turn()
    await reading.return?.()
    expect(cancelled.length).toBe(1)
    expect((await Promise.all(waiting)).map(step => step.done)).toEqual([true, true])
    await reading.return?.()
    expect(cancelled.length).toBe(1)
  })

  it('can be ended by whoever reads it: a map, a run, a stream', async () => {
    for (const start of [
      (source: AsyncIterable<unknown>) => mapConcurrent(source, item => item),
      (source: AsyncIterable<unknown>) => process(source, chunk => chunk.length),
      (source: AsyncIterable<unknown>) => {
        const reader = readableStream(source).getReader()
        return { next: () => reader.read(), return: () => reader.cancel() }
      },
    ]) {
      const { stream, cancelled } = silentStream()
      const run = start(read(stream))
      const waiting = run.next()
      await turn()
      await run.return()
      await waiting
      expect(cancelled.length).toBe(1)
    }
  })

  it('cancels it, though it was never asked', async () => {
    for (const start of [
      (source: AsyncIterable<unknown>) => mapConcurrent(source, item => item),
      (source: AsyncIterable<unknown>) => process(source, chunk => chunk.length),
      (source: AsyncIterable<unknown>) => chunks(source, { maxBytes: 10 }),
      (source: AsyncIterableIterator<unknown>) => source,
    ]) {
      const { stream, cancelled } = silentStream()
      await start(read(stream)).return?.()
      expect(cancelled.length).toBe(1)
    }
  })
})

describe('A stream within lines that are not read', () => {
  const saved = { version: 1, source: 'id "log"', cut: '1000 items', chunks: 1, items: 1, skipped: 0, finished: false }

  it('is cancelled where the checkpoint is of something else', async () => {
    const { stream, cancelled } = silentStream()
    const load = () => ({ ...saved, source: 'id "another"' })
    const run = process(lines(stream), chunk => chunk, { id: 'log', checkpoint: { load, save: () => {} } as never })
    await expect(run.finish()).rejects.toMatchObject({ code: 'STREAM_CHECKPOINT_MISMATCH' })
    expect(cancelled.length).toBe(1)
  })

  it('is cancelled where they cannot go on from where the checkpoint says', async () => {
    const { stream, cancelled } = silentStream()
    const saved = {
      version: 1,
      source: 'id "log"',
      cut: '1000 items',
      chunks: 1,
      items: 1,
      skipped: 0,
      finished: false,
    }
    const load = () => ({ ...saved, position: { offset: -1, line: 1 } })
    const run = process(lines(stream), chunk => chunk, { id: 'log', checkpoint: { load, save: () => {} } as never })
    await expect(run.finish()).rejects.toMatchObject({ code: expect.stringMatching(/^STREAM_/) })
    expect(cancelled.length).toBe(1)
  })
})

describe('An iterator that is not asked any more', () => {
  it('is closed, where an iterable would be left alone', async () => {
    const begun = function* () {
      try {
        yield 1
        yield 2
      } finally {
        closed.push('closed')
      }
    }
    const closed: string[] = []
    const items = begun()
    items.next()
    await mapConcurrent(items, item => item).return()
    expect(closed).toEqual(['closed'])
    const { source, watched } = watchedSource('iterable', [1, 2])
    await mapConcurrent(source as Iterable<number>, item => item).return()
    expect(watched.closed).toBe(0)
  })
})
