import { Duplex, Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { mapConcurrent, readableStream, transformStream } from '@plimsoll/streaming-processor'
import { readable } from '@plimsoll/streaming-processor/node'
import { describe, expect, it } from 'vitest'

const numbers = [1, 2, 3, 4, 5, 6, 7, 8, 9]
const double = async (item: number) => item * 2
const doubled = numbers.map(item => item * 2)

const gather = () => {
  const all: number[] = []
  const end = new Writable({
    objectMode: true,
    write(item, _, done) {
      all.push(item)
      done()
    },
  })
  return { all, end }
}

describe('Streams of Node and maps', () => {
  it('a Readable is mapped, and destroyed by break', async () => {
    const all: number[] = []
    for await (const item of mapConcurrent(Readable.from(numbers), double)) all.push(item)
    expect(all).toEqual(doubled)

    const left = Readable.from(numbers)
    for await (const item of mapConcurrent(left as AsyncIterable<number>, double)) if (item === 4) break
    expect(left.destroyed).toBe(true)
  })

  it('a map is read by Readable.from, readable and a pipeline', async () => {
    const from = Readable.from(mapConcurrent(numbers, double))
    expect(await from.toArray()).toEqual(doubled)

    const { all, end } = gather()
    await pipeline(readable(mapConcurrent(numbers, double)), end)
    expect(all).toEqual(doubled)
    await pipeline(mapConcurrent(numbers, double), async results => {
      for await (const result of results) all.push(result)
    })
    expect(all).toEqual([...doubled, ...doubled])
  })

  it('a transformStream stands in a pipeline, as a Duplex', async () => {
    const { all, end } = gather()
    const through = Duplex.fromWeb(transformStream(double, { concurrency: 3 }) as never, { objectMode: true })
    await pipeline(Readable.from(numbers), through, end)
    expect(all).toEqual(doubled)
  })

  it('a Readable of Node is made of a stream of the web that was transformed', async () => {
    const stream = readableStream(numbers).pipeThrough(transformStream(double))
    expect(await Readable.from(readable(stream)).toArray()).toEqual(doubled)
  })
})
