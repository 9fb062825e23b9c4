import { mapConcurrent, readableStream, transformStream } from '@plimsoll/streaming-processor'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { watchedSource } from '../watched-source.js'

const collect = async <Item>(stream: ReadableStream<Item>): Promise<Item[]> => {
  const all: Item[] = []
  const reader = stream.getReader()
  for (let step = await reader.read(); !step.done; step = await reader.read()) all.push(step.value)
  return all
}

/** Calls that settle when they are told to. */
const calls = () => {
  const open = new Map<
    number,
    { resolve: (value: number) => void; reject: (reason: unknown) => void; signal: AbortSignal }
  >()
  const begun: (() => void)[] = []
  return {
    open,
    fn: (item: number, { signal }: { signal: AbortSignal }) =>
      new Promise<number>((resolve, reject) => {
        open.set(item, { resolve, reject, signal })
        for (const told of begun.splice(0)) told()
      }),
    /** Resolves when so many calls are open. */
    async reach(count: number) {
      while (open.size < count) await new Promise<void>(resolve => begun.push(resolve))
    },
  }
}

describe('transformStream', () => {
  it('maps what is piped through it, in order or not', async () => {
    const sizes = fc.record({
      items: fc.array(fc.integer()),
      concurrency: fc.integer({ min: 1, max: 5 }),
      ordered: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(sizes, async ({ items, ...options }) => {
        const stream = readableStream(items).pipeThrough(transformStream(async item => item * 2, options))
        const results = await collect(stream)
        const expected = items.map(item => item * 2)
        if (options.ordered) expect(results).toEqual(expected)
        else expect(results.sort()).toEqual(expected.sort())
      }),
    )
  })

  it('runs several calls at once, and never more', async () => {
    const { open, fn, reach } = calls()
    const results = collect(readableStream([0, 1, 2, 3, 4]).pipeThrough(transformStream(fn, { concurrency: 3 })))
    await reach(3)
    expect([...open.keys()]).toEqual([0, 1, 2])
    for (let item = 0; item < 5; item++) {
      await reach(item + 1)
      open.get(item)?.resolve(item)
    }
    expect(await results).toEqual([0, 1, 2, 3, 4])
  })

  it('takes no more than maxInFlight, one to follow and one on its way, however slow the reader', async () => {
    const { watched, source } = watchedSource(
      'iterable',
      Array.from({ length: 100 }, (_, at) => at),
    )
    const stream = readableStream(source as Iterable<number>).pipeThrough(
      transformStream(item => item, { concurrency: 2, maxInFlight: 4 }),
    )
    const reader = stream.getReader()
    for (let read = 1; read <= 90; read++) {
      await reader.read()
      expect(watched.taken).toBeLessThanOrEqual(read + 6)
    }
    await reader.cancel()
  })

  it('goes with other maps and streams', async () => {
    const stream = readableStream(mapConcurrent([1, 2, 3], item => item + 1))
      .pipeThrough(transformStream(item => item * 10))
      .pipeThrough(new TransformStream<number, string>({ transform: (item, out) => out.enqueue(`${item}`) }))
    const all: string[] = []
    for await (const text of mapConcurrent(stream, text => `${text}!`)) all.push(text)
    expect(all).toEqual(['20!', '30!', '40!'])
  })

  it('errors both ends where a call fails, behind the results before it', async () => {
    const { watched, source } = watchedSource('stream', [1, 2, 3, 4, 5, 6, 7, 8, 9])
    const failure = new Error('three')
    const fn = async (item: number) => {
      if (item === 3) throw failure
      return item
    }
    const { readable, writable } = transformStream(fn, { concurrency: 1 })
    const piped = (source as ReadableStream<number>).pipeTo(writable).catch(error => error)
    const reader = readable.getReader()
    expect((await reader.read()).value).toBe(1)
    expect((await reader.read()).value).toBe(2)
    const refused = { code: 'STREAM_TASK_FAILED', index: 2, cause: failure }
    await expect(reader.read()).rejects.toMatchObject(refused)
    expect(await piped).toMatchObject(refused)
    expect(watched.closed).toBe(1)
  })

  it('errors the readable end where the writable one is aborted, once the calls that run have settled', async () => {
    const { open, fn, reach } = calls()
    const { readable, writable } = transformStream(fn)
    const reader = readable.getReader()
    const reading = reader.read()
    const writer = writable.getWriter()
    await writer.write(1)
    await reach(1)
    const aborted = writer.abort('enough')
    await expect(reading).rejects.toBe('enough')
    expect(open.get(1)?.signal.aborted).toBe(true)
    open.get(1)?.reject('given up')
    await aborted
  })

  it('errors the writable end where the readable one is cancelled', async () => {
    const { open, fn, reach } = calls()
    const { watched, source } = watchedSource('stream', [1, 2, 3, 4, 5])
    const { readable, writable } = transformStream(fn, { concurrency: 1, maxInFlight: 1 })
    const piped = (source as ReadableStream<number>).pipeTo(writable).catch(error => error)
    const reader = readable.getReader()
    const reading = reader.read()
    await reach(1)
    const cancelled = reader.cancel('enough')
    expect(open.get(1)?.signal.aborted).toBe(true)
    open.get(1)?.resolve(1)
    await cancelled
    expect((await reading).done).toBe(true)
    expect(await piped).toBe('enough')
    expect(watched.closed).toBe(1)
  })

  it('errors both ends with the reason of its signal, though nobody reads', async () => {
    const abort = new AbortController()
    const { readable, writable } = transformStream((item: number) => item, {
      signal: abort.signal,
      maxInFlight: 1,
      concurrency: 1,
    })
    const reader = readable.getReader()
    const writer = writable.getWriter()
    const closed = writer.closed.catch(error => error)
    await Promise.all([reader.read(), writer.write(1)])
    const pending = [writer.write(2), writer.write(3)].map(write => write.catch(error => error))
    abort.abort('enough')
    expect(await Promise.all(pending)).toContain('enough')
    expect(await closed).toBe('enough')
    await expect(reader.read()).rejects.toBe('enough')
  })

  it('errors both ends with the reason of its signal, though nobody has read yet', async () => {
    const abort = new AbortController()
    const { readable, writable } = transformStream((item: number) => item, { signal: abort.signal })
    const writer = writable.getWriter()
    const waiting = [writer.write(1), writer.write(2), writer.closed].map(promise => promise.catch(error => error))
    await new Promise(resolve => setTimeout(resolve))
    abort.abort('enough')
    expect(await Promise.all(waiting)).toEqual(['enough', 'enough', 'enough'])
    await expect(readable.getReader().read()).rejects.toBe('enough')

    const late = transformStream((item: number) => item, { signal: abort.signal })
    await expect(late.writable.getWriter().write(1)).rejects.toBe('enough')
    await expect(late.readable.getReader().read()).rejects.toBe('enough')
  })

  it('does not listen to its signal any longer than it is open', async () => {
    for (const end of ['end', 'abort', 'cancel', 'fail']) {
      const { signal } = new AbortController()
      let listeners = 0
      const add = signal.addEventListener.bind(signal)
      const remove = signal.removeEventListener.bind(signal)
      const listening = new Set<unknown>()
      signal.addEventListener = (...args: Parameters<typeof add>) => {
        listening.add(args[1])
        listeners += 1
        add(...args)
      }
      signal.removeEventListener = (...args: Parameters<typeof remove>) => {
        listening.delete(args[1])
        remove(...args)
      }
      const fn = (item: number) => {
        if (end === 'fail') throw new Error('one')
        return item
      }
      const { readable, writable } = transformStream(fn, { signal })
      const [reader, writer] = [readable.getReader(), writable.getWriter()]
      writer.closed.catch(() => {})
      writer.write(1).catch(() => {})
      await reader.read().catch(() => {})
      if (end === 'end') await Promise.all([writer.close(), reader.read()])
      if (end === 'abort') await writer.abort('enough')
      if (end === 'cancel') await reader.cancel('enough')
      expect([end, listening.size, listeners > 0]).toEqual([end, 0, true])
    }
  })

  it('hands an error of what is piped into it on', async () => {
    const failure = new Error('the line is dead')
    const { source } = watchedSource('stream', [1], { error: failure })
    const stream = (source as ReadableStream<number>).pipeThrough(transformStream(item => item))
    await expect(collect(stream)).rejects.toBe(failure)
  })

  it('refuses bad options at once', () => {
    const refused = expect.objectContaining({ code: 'STREAM_INVALID_OPTIONS' })
    expect(() => transformStream(5 as never)).toThrow(refused)
    expect(() => transformStream(item => item, { concurrency: 0 })).toThrow(refused)
  })
})
