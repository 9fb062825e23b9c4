import { type ByteSource, lines } from '@plimsoll/streaming-processor'
import { describe, expect, it } from 'vitest'
import { all } from './texts.js'

const read = (source: ByteSource) => all(lines(source))

describe('lines', () => {
  it('end with LF or CRLF, which are left out', async () => {
    expect(await read('one\ntwo\r\n\nfour\n')).toEqual(['one', 'two', '', 'four'])
  })

  it('need no end at the end', async () => {
    expect(await read('one\ntwo')).toEqual(['one', 'two'])
    expect(await read('')).toEqual([])
    expect(await read('\n')).toEqual([''])
  })

  it('do not end at a CR alone, nor at other separators', async () => {
    expect(await read('a\rb\u2028c\u0085d\ve\ff\r')).toEqual(['a\rb\u2028c\u0085d\ve\ff\r'])
    expect(await read('a\r\r\nb')).toEqual(['a\r', 'b'])
  })

  it('end with CRLF that lies across two chunks', async () => {
    expect(await read(['a\r', '\nb\r', '\r', '\n'])).toEqual(['a', 'b\r'])
  })

  it('drop the byte order mark at the start, and no other', async () => {
    expect(await read('\ufeffa\n\ufeffb')).toEqual(['a', '\ufeffb'])
    expect(await all(lines('\ufeffa', { keepBom: true }))).toEqual(['\ufeffa'])
    expect(await read([Uint8Array.of(0xef), Uint8Array.of(0xbb), Uint8Array.of(0xbf, 0x61)])).toEqual(['a'])
    expect(await read('\ufeff')).toEqual([])
  })

  it('hold characters that are cut between chunks', async () => {
    const chunks = [...new TextEncoder().encode('a😀é\n東')].map(byte => Uint8Array.of(byte))
    expect(await read(chunks)).toEqual(['a😀é', '東'])
  })

  it('hold U+FFFD for what is no UTF-8, and for a character that is cut off at the end', async () => {
    expect(await read(Uint8Array.of(0x61, 0xff, 0x62, 0x0a, 0xe2, 0x82, 0x0a, 0xf0, 0x9f, 0x98))).toEqual([
      'a\ufffdb',
      '\ufffd',
      '\ufffd',
    ])
  })

  it('come from what is compressed', async () => {
    const compressed = new Blob(['one\ntwo\n']).stream().pipeThrough(new CompressionStream('gzip'))
    expect(await all(lines(compressed, { decompress: 'gzip' }))).toEqual(['one', 'two'])
  })

  it('come in batches that are exact by count', async () => {
    const batches = lines(['1\n2', '\n3\n4\n5', '\n6\n7']).batches({ size: 3 })
    expect(await all(batches)).toEqual([['1', '2', '3'], ['4', '5', '6'], ['7']])
  })

  it('come in batches of at most so many bytes, the ends of lines among them', async () => {
    const batches = lines(['12\n34', '\r\n5\n\n\n123456789\n1', '\n']).batches({ maxBytes: 7 })
    expect(await all(batches)).toEqual([['12', '34'], ['5', '', ''], ['123456789'], ['1']])
  })

  it('come in batches of what is there', async () => {
    expect(await all(lines(['1\n2\n3', '\n4\n5\n']).batches())).toEqual([
      ['1', '2'],
      ['3', '4', '5'],
    ])
  })

  it('go on in batches where they were taken one by one, and back', async () => {
    const read = lines('1\n2\n3\n4\n5\n6')
    expect(await read.next()).toEqual({ done: false, value: '1' })
    expect(await read.batches({ size: 2 }).next()).toEqual({ done: false, value: ['2', '3'] })
    expect(await read.next()).toEqual({ done: false, value: '4' })
    expect(await all(read.batches())).toEqual([['5'], ['6']])
  })

  it('tell where the next one starts', async () => {
    const read = lines('one\r\ntwo\nthree')
    const positions = [read.position]
    for await (const _ of read) positions.push(read.position)
    expect(positions).toEqual([
      { offset: 0, line: 1 },
      { offset: 5, line: 2 },
      { offset: 9, line: 3 },
      { offset: 14, line: 4 },
    ])
  })

  it('begin within their range', async () => {
    const text = 'one\ntwo\nthree\nfour'
    const within = (start: number, end?: number) =>
      all(lines(text, { range: end === undefined ? { start } : { start, end } }))
    expect(await within(0, 4)).toEqual(['one'])
    expect(await within(0, 5)).toEqual(['one', 'two'])
    expect(await within(1, 4)).toEqual([])
    expect(await within(4, 9)).toEqual(['two', 'three'])
    expect(await within(5)).toEqual(['three', 'four'])
    expect(await within(15)).toEqual([])
    expect(await within(4, 4)).toEqual([])
    expect(await within(100, 200)).toEqual([])
  })
})

describe('a line longer than maxLineBytes', () => {
  it('is refused by its number and the place where it starts, after the lines before it', async () => {
    const read = lines('one\n12345\n123456\nfour', { maxLineBytes: 5 })
    expect(await read.batches().next()).toEqual({ done: false, value: ['one', '12345'] })
    await expect(read.next()).rejects.toMatchObject({ code: 'STREAM_LINE_TOO_LONG', line: 3, offset: 10 })
    expect(await read.next()).toEqual({ done: true, value: undefined })
  })

  it('is refused as soon as so much was read', async () => {
    let taken = 0
    function* endless() {
      yield 'one\n'
      for (;;) {
        taken += 1000
        yield 'x'.repeat(1000)
      }
    }
    const read = lines(endless(), { maxLineBytes: '64KiB' })
    expect(await read.next()).toEqual({ done: false, value: 'one' })
    await expect(read.next()).rejects.toMatchObject({ code: 'STREAM_LINE_TOO_LONG', line: 2, offset: 4 })
    expect(taken).toBeLessThan(70_000)
  })

  it('is measured without its end and without a byte order mark', async () => {
    expect(await all(lines(['\ufeff', '12345\r', '\n12345\r\n'], { maxLineBytes: 5 }))).toEqual(['12345', '12345'])
  })

  it('is read where Infinity allows it', async () => {
    const long = 'x'.repeat(17 * 2 ** 20)
    const [line] = await all(lines(new Blob([long]), { maxLineBytes: Number.POSITIVE_INFINITY }))
    expect(line?.length).toBe(long.length)
    await expect(lines(new Blob([long])).next()).rejects.toMatchObject({ code: 'STREAM_LINE_TOO_LONG', line: 1 })
  })
})

describe('bad input of lines', () => {
  it('is refused at once, by name', () => {
    const refused = (call: () => unknown, code: string) => expect(call).toThrow(expect.objectContaining({ code }))
    refused(() => lines(5 as never), 'STREAM_INVALID_SOURCE')
    refused(() => lines('', { maxLineBytes: 0 }), 'STREAM_INVALID_SIZE')
    refused(() => lines('', { range: { start: 3, end: 2 } }), 'STREAM_INVALID_SIZE')
    refused(() => lines('', { keepBom: 1 } as never), 'STREAM_INVALID_OPTIONS')
    refused(() => lines('', { maxLines: 1 } as never), 'STREAM_INVALID_OPTIONS')
    refused(() => lines('').batches({ size: 0 }), 'STREAM_INVALID_SIZE')
    refused(() => lines('').batches({ size: 1, maxBytes: 1 }), 'STREAM_INVALID_OPTIONS')
    refused(() => lines('').from({ offset: -1, line: 1 }), 'STREAM_INVALID_OPTIONS')
    refused(() => lines('').from(undefined as never), 'STREAM_INVALID_OPTIONS')
  })
})
