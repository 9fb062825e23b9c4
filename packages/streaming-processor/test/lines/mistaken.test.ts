import { bytes, lines, records } from '@plimsoll/streaming-processor'
import { describe, expect, it } from 'vitest'
import { compressed } from '../source/describe-byte-source.js'

const messageOf = async (read: AsyncIterable<unknown>): Promise<string> => {
  try {
    for await (const _ of read);
  } catch (error) {
    return (error as Error).message
  }
  return ''
}

describe('A slip of the pen', () => {
  it.each([[[0, 5]], [{ from: 0, to: 5 }], [null], [5]])('in the range %j is refused', range => {
    for (const read of [bytes, lines, records]) {
      const options = { range } as never
      expect(() => read('a\nb', options)).toThrow(expect.objectContaining({ code: 'STREAM_INVALID_SIZE' }))
      expect(() => read('a\nb', options)).toThrow(/range is .*; give \{ start, end \}/)
    }
  })

  it('in the cut of batches is refused, with what was meant', () => {
    const cut = 1000 as never
    expect(() => lines('').batches(cut)).toThrow('the options of batches is 1000; give { size: 1000 }, or { maxBytes }')
    expect(() => records('').batches(cut)).toThrow('{ size: 1000 }')
  })
})

describe('What is no NDJSON', () => {
  it('tells of fileSource where it is a path', async () => {
    for (const path of ['big.ndjson', './data/big', 'C:\\data\\big.log']) {
      expect(await messageOf(records(path))).toContain('give fileSource(path) of ./node')
    }
    expect(await messageOf(records('{"a":'))).not.toContain('fileSource')
    expect(await messageOf(records(new Blob(['big.ndjson'])))).not.toContain('fileSource')
  })

  it('tells of decompress where it is gzip, and prints none of it', async () => {
    const packed = await compressed(new TextEncoder().encode('{"a":1}\n'.repeat(100)), 'gzip')
    const message = await messageOf(records(new Blob([packed])))
    expect(message).toMatch(/begins with the bytes 1f 8b .*give decompress: 'gzip'$/)
  })

  it('prints no control characters, which a terminal obeys', async () => {
    expect(await messageOf(records('1\n\u001b[2J\n'))).toMatch(/it begins with the bytes 1b 5b 32 4a$/)
    const read = records('x\u001b[2J\ty', { onBadLine: 'collect' })
    await read.next()
    expect(read.badLines[0]?.text).toBe('x\\u001b[2J\ty')
  })
})

describe('The position of records at their end', () => {
  it('is behind the lines that are none', async () => {
    for (const cut of [undefined, {}, { size: 1 }, { maxBytes: 5 }]) {
      const read = records(new Blob(['1\n2\nbad\n\nbad']), { onBadLine: 'skip' })
      for await (const _ of cut ? read.batches(cut) : read);
      expect(read.position).toEqual({ offset: 12, line: 6, bad: 2 })
    }
  })
})
