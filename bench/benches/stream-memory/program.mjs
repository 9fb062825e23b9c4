// node program.mjs <way> <what there is>: goes through it in one way, and tells what it has seen.
import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'

const [way, given] = process.argv.slice(2)
const { path, items } = JSON.parse(given)
const ours = () => import('@plimsoll/streaming-processor')
const file = async () => (await import('@plimsoll/streaming-processor/node')).fileSource(path)
// With its own blocks, as most programs have it.
const interfaceOf = () => createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })

const seen = { lines: 0, units: 0 }
const count = line => {
  seen.lines += 1
  seen.units += line.length
}

function* numbers() {
  for (let number = 0; number < items; number++) yield number
}

const sum = numbers => numbers.reduce((sum, number) => sum + number, 0)

// Each loads what it needs, alone: a peer's process does not hold our modules. What it answers is measured.
const ways = {
  async batches() {
    const { lines } = await ours()
    const source = await file()
    return async () => {
      for await (const batch of lines(source).batches()) for (const line of batch) count(line)
      return seen
    }
  },
  async oneByOne() {
    const { lines } = await ours()
    const source = await file()
    return async () => {
      for await (const line of lines(source)) count(line)
      return seen
    }
  },
  async bytes() {
    const { byteLines } = await ours()
    const source = await file()
    return async () => {
      const found = { lines: 0, bytes: 0 }
      for await (const batch of byteLines(source)) {
        found.lines += batch.count
        found.bytes += batch.bytes.length
      }
      return found
    }
  },
  async readline() {
    return async () => {
      const lines = interfaceOf()
      lines.on('line', count)
      await once(lines, 'close')
      return seen
    }
  },
  async readlineLoop() {
    return async () => {
      for await (const line of interfaceOf()) count(line)
      return seen
    }
  },
  async generator() {
    const { chunks, mapConcurrent } = await ours()
    return async () => {
      let total = 0
      const parts = mapConcurrent(chunks(numbers(), { size: 1000 }), async chunk => sum(chunk))
      for await (const part of parts) total += part
      return checked(total)
    }
  },
  async generatorLoop() {
    return async () => {
      let total = 0
      for (const number of numbers()) total += number
      return checked(total)
    }
  },
}

function checked(total) {
  const expected = (items * (items - 1)) / 2
  if (Math.abs(total - expected) > expected * 1e-9) throw new Error(`the sum was ${total}, not ${expected}`)
  return { items }
}

// What the way needs is loaded before the readings count.
const run = await ways[way]()
process.send('begin')
process.send(await run())
process.disconnect()
