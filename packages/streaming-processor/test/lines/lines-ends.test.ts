import { byteLines, type Lines, lines } from '@plimsoll/streaming-processor'
import { describe, expect, it } from 'vitest'
import { type SourceKind, watchedSource } from '../watched-source.js'
import { all } from './texts.js'

const kinds: SourceKind[] = ['iterable', 'async iterable', 'stream']
const chunks = ['one\ntwo\nth', 'ree\nfour\n', 'five']

/** A source that gives what it is told to, when it is told to. */
function manualSource() {
  let answer: ((step: IteratorResult<string, undefined>) => void) | undefined
  const state = {
    closed: 0,
    asked: 0,
    give: (value: string) => answer?.({ done: false, value }),
    source: {
      [Symbol.asyncIterator]: () => ({
        next: () => {
          state.asked += 1
          return new Promise<IteratorResult<string, undefined>>(resolve => {
            answer = resolve
          })
        },
        return: async () => {
          state.closed += 1
          return { done: true as const, value: undefined }
        },
      }),
    },
  }
  return state
}

const ways: Record<string, (read: Lines) => AsyncIterableIterator<unknown, undefined>> = {
  'one by one': read => read,
  'in batches': read => read.batches(),
  'in batches of two': read => read.batches({ size: 2 }),
}

describe.each(kinds)('lines of a source (%s)', kind => {
  describe.each(Object.entries(ways))('%s', (_, way) => {
    it('close it once on break', async () => {
      const { watched, source } = watchedSource(kind, chunks)
      for await (const _ of way(lines(source))) break
      expect(watched).toMatchObject({ closed: 1, ended: false })
    })

    it('let it end by itself', async () => {
      const { watched, source } = watchedSource(kind, chunks)
      expect((await all(way(lines(source)))).flat()).toEqual(['one', 'two', 'three', 'four', 'five'])
      expect(watched).toMatchObject({ closed: 0, ended: true })
    })

    it('tell its error after the lines before it, without the one that was cut', async () => {
      const failure = new Error('read failed')
      const { watched, source } = watchedSource(kind, chunks, { error: failure })
      const found: unknown[] = []
      const read = way(lines(source))
      const reading = (async () => {
        for await (const item of read) found.push(item)
      })()
      await expect(reading).rejects.toBe(failure)
      expect(found.flat()).toEqual(['one', 'two', 'three', 'four'])
      expect(watched.closed).toBe(0)
      expect(await read.next()).toEqual({ done: true, value: undefined })
    })

    it('close it once on an abort, and drop what was read', async () => {
      const { watched, source } = watchedSource(kind, chunks)
      const controller = new AbortController()
      const read = way(lines(source, { signal: controller.signal }))
      await read.next()
      controller.abort(new Error('enough'))
      await expect(read.next()).rejects.toThrow('enough')
      expect(await read.next()).toEqual({ done: true, value: undefined })
      await read.return?.()
      expect(watched).toMatchObject({ closed: 1, ended: false })
    })

    it('close it once where a line is too long', async () => {
      const { watched, source } = watchedSource(kind, chunks)
      const read = way(lines(source, { maxLineBytes: 4 }))
      await expect(all(read)).rejects.toMatchObject({ code: 'STREAM_LINE_TOO_LONG', line: 3, offset: 8 })
      expect(watched).toMatchObject({ closed: 1, ended: false })
    })

    it('close it once at the end of a range', async () => {
      const { watched, source } = watchedSource(kind, chunks)
      expect((await all(way(lines(source, { range: { end: 5 } })))).flat()).toEqual(['one', 'two'])
      expect(watched).toMatchObject({ closed: 1, ended: false })
    })
  })

  it('take nothing before they are asked for', async () => {
    const { watched, source } = watchedSource(kind, chunks)
    const read = lines(source)
    read.batches()
    expect(watched.taken).toBe(0)
    await read.return()
    expect(watched).toMatchObject({ taken: 0, closed: kind === 'stream' ? 1 : 0 })
    expect(await read.next()).toEqual({ done: true, value: undefined })
  })

  it('are read by nobody after an abort that came first', async () => {
    const { watched, source } = watchedSource(kind, chunks)
    await expect(lines(source, { signal: AbortSignal.abort('no') }).next()).rejects.toBe('no')
    expect(watched.taken).toBe(0)
  })

  it('leave nothing on the signal', async () => {
    const { signal } = new AbortController()
    const heard = new Set<unknown>()
    signal.addEventListener = (_: string, listener: unknown) => void heard.add(listener)
    signal.removeEventListener = (_: string, listener: unknown) => void heard.delete(listener)
    await all(lines(watchedSource(kind, chunks).source, { signal }))
    for await (const _ of lines(watchedSource(kind, chunks).source, { signal })) {
      expect(heard.size).toBe(1)
      break
    }
    const failing = lines(watchedSource(kind, chunks, { error: 'no' }).source, { signal })
    await expect(all(failing)).rejects.toBe('no')
    await expect(all(lines(watchedSource(kind, chunks).source, { signal, maxLineBytes: 2 }))).rejects.toThrow('line 1')
    expect(heard.size).toBe(0)
  })

  it('are closed as bytes, too', async () => {
    const { watched, source } = watchedSource(kind, chunks)
    for await (const batch of byteLines(source)) {
      expect(batch.text(1)).toBe('two')
      break
    }
    expect(watched).toMatchObject({ closed: 1, ended: false })
  })
})

describe('lines that are asked for before the former came', () => {
  it('come in their order', async () => {
    const manual = manualSource()
    const read = lines(manual.source)
    const steps = [read.next(), read.next(), read.next()]
    const batch = read.batches().next()
    manual.give('1\n2\n3\n4\n5\n')
    expect((await Promise.all(steps)).map(step => step.value)).toEqual(['1', '2', '3'])
    expect(await batch).toEqual({ done: false, value: ['4', '5'] })
    expect(manual.asked).toBe(1)
  })

  it('end after the first has failed', async () => {
    const { source } = watchedSource('async iterable', [], { error: new Error('read failed') })
    const read = lines(source)
    const [first, second] = await Promise.allSettled([read.next(), read.next()])
    expect(first.status).toBe('rejected')
    expect(second).toEqual({ status: 'fulfilled', value: { done: true, value: undefined } })
  })

  it('end at once where the reader leaves, and the source is closed', async () => {
    const manual = manualSource()
    const read = lines(manual.source)
    const step = read.next()
    const batch = read.batches({ size: 2 }).next()
    await Promise.resolve()
    const left = read.return()
    expect(await step).toEqual({ done: true, value: undefined })
    expect(await batch).toEqual({ done: true, value: undefined })
    expect(await left).toEqual({ done: true, value: undefined })
    expect(manual.closed).toBe(1)
  })

  it('fail at once on an abort, whether or not the source answers', async () => {
    const manual = manualSource()
    const controller = new AbortController()
    const read = lines(manual.source, { signal: controller.signal })
    const step = read.next()
    await Promise.resolve()
    controller.abort(new Error('enough'))
    await expect(step).rejects.toThrow('enough')
    expect(manual.closed).toBe(1)
  })

  it('leave the position behind the last that was handed out', async () => {
    const manual = manualSource()
    const read = lines(manual.source)
    const batch = read.batches({ size: 3 }).next()
    manual.give('1\n2\n')
    await Promise.resolve()
    expect(read.position).toEqual({ offset: 0, line: 1 })
    await new Promise(resolve => setTimeout(resolve))
    expect(read.position).toEqual({ offset: 0, line: 1 })
    manual.give('3\n')
    expect(await batch).toEqual({ done: false, value: ['1', '2', '3'] })
    expect(read.position).toEqual({ offset: 6, line: 4 })
  })
})
