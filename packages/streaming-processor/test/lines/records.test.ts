import { type ByteSource, chunks, gridChunks, type Records, records } from '@plimsoll/streaming-processor'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { watchedSource } from '../watched-source.js'

const collect = async <T>(sequence: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = []
  for await (const item of sequence) all.push(item)
  return all
}

interface Outcome {
  readonly all: unknown[]
  readonly error: unknown
}

const outcome = async (read: Records<unknown>, batches?: { size?: number; maxBytes?: number }): Promise<Outcome> => {
  const all: unknown[] = []
  try {
    if (batches) for await (const batch of read.batches(batches)) all.push(...batch)
    else for await (const record of read) all.push(record)
  } catch (error) {
    return { all, error }
  }
  return { all, error: undefined }
}

/** What the rules say, written down plainly. */
const model = (text: string) => {
  const all: unknown[] = []
  const bad: { line: number; offset: number }[] = []
  let offset = 0
  text.split('\n').forEach((piece, at) => {
    const line = piece.endsWith('\r') ? piece.slice(0, -1) : piece
    try {
      if (line.trim() !== '') all.push(JSON.parse(line))
    } catch {
      bad.push({ line: at + 1, offset })
    }
    offset += new TextEncoder().encode(`${piece}\n`).length
  })
  return { all, bad }
}

const someLine = fc.oneof(
  fc.jsonValue().map(value => JSON.stringify(value)),
  fc.constantFrom(
    '',
    ' ',
    '\t ',
    '{"a":',
    '1,2',
    '[1',
    '2]',
    '[[1',
    '2]]',
    '3],[4',
    '"a',
    'b"',
    'nul',
    'é🚀',
    'undefined',
  ),
)
const someText = fc
  .tuple(fc.array(fc.tuple(someLine, fc.constantFrom('\n', '\r\n')), { maxLength: 30 }), someLine)
  .map(([lines, last]) => lines.map(([line, end]) => line + end).join('') + last)

describe('records', () => {
  it('are the values of the lines, blank ones left out', async () => {
    const text = '{"user":"Zoë"}\r\n\n[1,2]\n \t\n"text"\nnull\n7'
    expect(await collect(records(text))).toEqual([{ user: 'Zoë' }, [1, 2], 'text', null, 7])
    expect(await collect(records('\ufeff{"a":1}'))).toEqual([{ a: 1 }])
    expect(await collect(records(''))).toEqual([])
  })

  it('are those of the model, one by one and in batches, of each kind of source and however it is cut', async () => {
    const cuts = fc.array(fc.nat({ max: 400 }), { maxLength: 5 })
    await fc.assert(
      fc.asyncProperty(someText, cuts, fc.integer({ min: 1, max: 9 }), async (text, places, size) => {
        const bytes = new TextEncoder().encode(text)
        const edges = [0, ...places.map(place => Math.min(place, bytes.length)).sort((a, b) => a - b), bytes.length]
        const parts = edges.slice(1).map((edge, at) => bytes.slice(edges[at], edge))
        const { all, bad } = model(text)
        for (const source of [parts, new Blob(parts), watchedSource('stream', parts).source] as ByteSource[]) {
          const read = records(source, { onBadLine: 'collect' })
          expect(await collect(read)).toEqual(all)
          expect(read.badLines.map(({ line, offset }) => ({ line, offset }))).toEqual(bad)
          expect(read.bad).toBe(bad.length)
        }
        const bySize = await collect(records(parts, { onBadLine: 'skip' }).batches({ size }))
        expect(bySize).toEqual([...chunks(all, { size })])
        const byBytes = await collect(records(parts, { onBadLine: 'skip' }).batches({ maxBytes: 20 }))
        expect(byBytes.flat()).toEqual(all)
        expect(byBytes.every(batch => batch.length > 0)).toBe(true)
        expect((await collect(records(parts, { onBadLine: 'skip' }).batches())).flat()).toEqual(all)
      }),
    )
  })

  it('go on at the position that was told behind any of them', async () => {
    await fc.assert(
      fc.asyncProperty(someText, fc.nat({ max: 20 }), fc.boolean(), async (text, taken, inBatches) => {
        const { all, bad } = model(text)
        const source = new Blob([text])
        const read = records(source, { onBadLine: 'skip' })
        const first: unknown[] = []
        const batches = inBatches ? read.batches({ size: 2 }) : undefined
        while (first.length < taken) {
          const step = await (batches ?? read).next()
          if (step.done) break
          first.push(...(batches ? (step.value as unknown[]) : [step.value]))
        }
        const position = JSON.parse(JSON.stringify(read.position))
        const again = records(source, { onBadLine: 'skip' })
        const going = again.from(position)
        const rest = inBatches ? (await collect(going.batches())).flat() : await collect(going)
        expect([...first, ...rest]).toEqual(all)
        expect(again.bad).toBe(bad.length)
      }),
    )
  })

  it('of ranges without gaps are all of them, once', async () => {
    const text = Array.from({ length: 200 }, (_, id) => JSON.stringify({ id, pad: 'x'.repeat(id % 37) })).join('\n')
    const file = new Blob([text])
    const ids: unknown[] = []
    for (const range of gridChunks({ byte: file.size }, { size: 777 })) {
      for await (const { id } of records<{ id: number }>(file, { range })) ids.push(id)
    }
    expect(ids).toEqual(Array.from({ length: 200 }, (_, id) => id))
  })

  it('pass a reviver through', async () => {
    const reviver = (key: string, value: unknown) => (key === 'at' ? new Date(value as number) : value)
    expect(await collect(records('{"at":0}', { reviver }))).toEqual([{ at: new Date(0) }])
  })
})

describe('A bad line among records', () => {
  const text = '{"a":1}\n\n{"é":2}\n1,2\n{"a":3}\n'

  it('ends the reading by its number, place and text, behind the records before it', async () => {
    for (const batches of [undefined, {}, { size: 1 }, { size: 10 }, { maxBytes: 1000 }]) {
      const read = records(new Blob([text]))
      const { all, error } = await outcome(read, batches)
      expect(all).toEqual([{ a: 1 }, { é: 2 }])
      expect(error).toMatchObject({
        code: 'STREAM_INVALID_RECORD',
        line: 4,
        offset: 18,
        cause: expect.any(SyntaxError),
      })
      expect((error as Error).message).toBe('line 4, which starts at byte 18, is no record of JSON: 1,2')
      expect(await read.next()).toEqual({ done: true, value: undefined })
      expect(read.position).toEqual({ offset: 18, line: 4 })
    }
  })

  it('closes the source, once', async () => {
    const { watched, source } = watchedSource('async iterable', ['1\n2\nbad\n', '3\n'])
    const { all } = await outcome(records(source as AsyncIterable<string>))
    expect(all).toEqual([1, 2])
    expect(watched).toMatchObject({ taken: 1, closed: 1 })
  })

  it('is counted where bad lines are skipped', async () => {
    const read = records(text, { onBadLine: 'skip' })
    expect(await collect(read)).toEqual([{ a: 1 }, { é: 2 }, { a: 3 }])
    expect(read.bad).toBe(1)
    expect(read.badLines).toEqual([])
  })

  it('is kept where they are collected, so many and no more', async () => {
    const read = records('x\n1\ny\nz', { onBadLine: 'collect', maxBad: 2 })
    expect(await collect(read)).toEqual([1])
    expect(read.bad).toBe(3)
    expect(read.badLines).toEqual([
      { line: 1, offset: 0, text: 'x', reason: expect.any(SyntaxError) },
      { line: 3, offset: 4, text: 'y', reason: expect.any(SyntaxError) },
    ])
  })

  it('is counted once by readings that go on where others ended, and told by the one that they were made of', async () => {
    const read = records('x\n1\ny\n2\nz\n3', { onBadLine: 'collect' })
    await read.next()
    await read.next()
    expect([read.bad, read.position]).toEqual([2, { offset: 8, line: 5, bad: 2 }])
    const again = records('x\n1\ny\n2\nz\n3', { onBadLine: 'collect' })
    const rest = again.from(read.position)
    expect([rest.bad, again.bad]).toEqual([2, 2])
    expect(await collect(rest)).toEqual([3])
    expect([rest.bad, again.bad, read.bad]).toEqual([3, 3, 2])
    expect(again.badLines.map(({ line }) => line)).toEqual([5])
    for (const bad of [-1, 0.5, '2']) {
      expect(() => read.from({ offset: 8, line: 5, bad: bad as number })).toThrow('give what `position` told')
    }
  })

  it('is told of in short, and no character is cut', async () => {
    const read = records(`${'é'.repeat(100)}é`, { onBadLine: 'collect' })
    await collect(read)
    expect(read.badLines[0]?.text).toBe(`${'é'.repeat(100)}…`)
    const cut = records(`x${'é'.repeat(200)}`, { onBadLine: 'collect' })
    await collect(cut)
    expect(cut.badLines[0]?.text).toBe(`x${'é'.repeat(99)}…`)
  })

  it('is one that the reviver refuses', async () => {
    const failure = new RangeError('no age')
    const reviver = (key: string, value: unknown) => {
      if (key === 'age' && typeof value !== 'number') throw failure
      return value
    }
    const read = records('{"age":1}\n{"age":"one"}', { reviver, onBadLine: 'collect' })
    expect(await collect(read)).toEqual([{ age: 1 }])
    expect(read.badLines[0]).toMatchObject({ line: 2, reason: failure })
  })
})

describe('Records of a source that fails, or is left', () => {
  it('are those before the error', async () => {
    const failure = new Error('the line is dead')
    for (const batches of [undefined, {}, { size: 10 }]) {
      const { source } = watchedSource('async iterable', ['1\n2\n', '3\n4'], { error: failure })
      const { all, error } = await outcome(records(source as AsyncIterable<string>), batches)
      expect(all).toEqual([1, 2, 3])
      expect(error).toBe(failure)
    }
  })

  it('close it on break, in batches too', async () => {
    for (const inBatches of [false, true]) {
      const { watched, source } = watchedSource('async iterable', ['1\n2\n', '3\n'])
      const read = records(source as AsyncIterable<string>)
      for await (const item of inBatches ? read.batches({ size: 1 }) : read) if (item) break
      expect(watched.closed).toBe(1)
    }
  })

  it('end with the reason of an abort', async () => {
    const abort = new AbortController()
    const { watched, source } = watchedSource('async iterable', ['1\n', '2\n', '3\n'])
    const read = records(source as AsyncIterable<string>, { signal: abort.signal })
    expect((await read.next()).value).toBe(1)
    abort.abort('enough')
    await expect(read.next()).rejects.toBe('enough')
    expect(watched.closed).toBe(1)
  })

  it('answer calls in their order', async () => {
    const read = records('1\n2\nbad\n3')
    const answers = await Promise.allSettled([read.next(), read.next(), read.next(), read.next()])
    expect(answers.map(answer => (answer.status === 'fulfilled' ? answer.value.value : answer.reason.code))).toEqual([
      1,
      2,
      'STREAM_INVALID_RECORD',
      undefined,
    ])
  })

  it('end with a line that is too long, whatever becomes of bad ones', async () => {
    const read = records('1\n"23456789"\n3', { maxLineBytes: 5, onBadLine: 'skip' })
    const { all, error } = await outcome(read)
    expect(all).toEqual([1])
    expect(error).toMatchObject({ code: 'STREAM_LINE_TOO_LONG', line: 2 })
  })
})

describe('Bad input of records', () => {
  it.each([
    { onBadLine: 'throw' },
    { maxBad: -1 },
    { maxBad: 1.5 },
    { reviver: {} },
    { keepBom: true },
    { format: 'csv' },
  ])('refuses %j', options => {
    const refused = expect.objectContaining({ name: 'StreamError', code: 'STREAM_INVALID_OPTIONS' })
    expect(() => records('', options as never)).toThrow(refused)
  })

  it('refuses what gives no bytes', () => {
    expect(() => records(5 as never)).toThrow(expect.objectContaining({ code: 'STREAM_INVALID_SOURCE' }))
  })
})
