import { byteLines, bytes, lines } from '@plimsoll/streaming-processor'
import { describe, expect, it } from 'vitest'
import { cdp } from 'vitest/browser'

const mebibyte = 2 ** 20

/** What buffers of the page hold now, garbage that waits included. */
const held = async (): Promise<number> => {
  const session = cdp() as unknown as {
    send(method: string): Promise<{ backingStorageSize: number; usedSize: number }>
  }
  const { backingStorageSize, usedSize } = await session.send('Runtime.getHeapUsage')
  return backingStorageSize + usedSize
}

/** The same file, which tells what of it is read. */
const watch = (file: File) => {
  const parts: (number | undefined)[][] = []
  const read = (name: 'stream' | 'arrayBuffer' | 'text') => () => {
    parts.push([0, file.size])
    return file[name]()
  }
  const watched: File = Object.create(file, {
    size: { value: file.size },
    slice: {
      value: (start?: number, end?: number) => {
        parts.push([start, end])
        return file.slice(start, end)
      },
    },
    stream: { value: read('stream') },
    arrayBuffer: { value: read('arrayBuffer') },
    text: { value: read('text') },
  })
  return { watched, parts }
}

describe('A File of 500 MB', () => {
  const line = `${'x'.repeat(99)}\n`
  const part = new Blob([line.repeat((4 * mebibyte) / 100)])
  const file = new File(
    Array.from({ length: Math.ceil((500 * mebibyte) / part.size) }, () => part),
    'large.log',
  )

  it.each([
    ['bytes', bytes, (block: Uint8Array) => block.length],
    ['byteLines', byteLines, (batch: { count: number }) => batch.count * 100],
    ['lines in batches', (source: File) => lines(source).batches(), (batch: string[]) => batch.length * 100],
  ] as [string, (source: File) => AsyncIterable<never>, (item: never) => number][])(
    'is read by %s without being loaded',
    { timeout: 60_000 },
    async (_, read, count) => {
      const before = await held()
      let most = 0
      let total = 0
      let next = 0
      for await (const item of read(file)) {
        total += count(item)
        if (total >= next) {
          most = Math.max(most, await held())
          next += 50 * mebibyte
        }
      }
      expect(total).toBe(file.size)
      expect(most - before).toBeLessThan(100 * mebibyte)
    },
  )

  it('is read in its middle without what comes before', async () => {
    const range = { start: 400 * mebibyte, end: 400 * mebibyte + 1000 }
    const { watched, parts } = watch(file)
    let total = 0
    for await (const block of bytes(watched, { range })) total += block.length
    expect(total).toBe(1000)
    expect(parts).toEqual([[range.start, range.end]])
  })
})
