import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { open, readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { byteLines, lines } from '@plimsoll/streaming-processor'
import { fileSource } from '@plimsoll/streaming-processor/node'
import byline from 'byline'
import es from 'event-stream'
import split2 from 'split2'
import { logFile } from './log-file.mjs'
import { longFile, timesOf } from './long-file.mjs'

const parts = 200
const blockBytes = 256 * 1024

/** Reads the whole file in a round, and checks what was seen. */
const reading = read => async () => {
  const file = logFile(parts)
  const round = async () => {
    const seen = { lines: 0, units: 0 }
    const cpuFrom = process.cpuUsage()
    const from = performance.now()
    await read(file.path, seen)
    const ms = performance.now() - from
    const { user, system } = process.cpuUsage(cpuFrom)
    const units = seen.ofBytes ? file.bytes - file.lines + 1 : file.units
    if (seen.lines !== file.lines || seen.units !== units)
      throw new Error(`saw ${seen.lines} lines of ${seen.units}, not ${file.lines} of ${units}`)
    // Megabytes per second of CPU time: what neighbours take away moves it less.
    const details = { perCpuSecond: file.bytes / (user + system) }
    return { value: file.bytes / 1000 / ms, details }
  }
  await round()
  return { round }
}

function count(seen, line) {
  seen.lines += 1
  seen.units += line.length
}

async function countLoop(seen, lines) {
  for await (const line of lines) count(seen, line)
}

async function countBatches(seen, batches) {
  for await (const batch of batches) for (const line of batch) count(seen, line)
}

async function countEvents(seen, emitter, event, end) {
  emitter.on(event, line => count(seen, line))
  await once(emitter, end)
}

// Larger blocks than a stream's 64 KiB make each of the peers faster.
const stream = (path, encoding) => createReadStream(path, { highWaterMark: blockBytes, ...(encoding && { encoding }) })
const interfaceOf = path => createInterface({ input: stream(path), crlfDelay: Number.POSITIVE_INFINITY })
const splitLines = path => stream(path).pipe(split2('\n'))

export const batches = reading((path, seen) => countBatches(seen, lines(fileSource(path)).batches()))
export const batchesOfThousand = reading((path, seen) =>
  countBatches(seen, lines(fileSource(path)).batches({ size: 1000 })),
)
export const batchesOfStream = reading((path, seen) => countBatches(seen, lines(stream(path)).batches()))
export const oneByOne = reading((path, seen) => countLoop(seen, lines(fileSource(path))))
export const bytes = reading(async (path, seen) => {
  seen.ofBytes = true
  for await (const batch of byteLines(fileSource(path))) {
    seen.lines += batch.count
    // All but the ends of the lines, one byte each; the last has none.
    seen.units += batch.bytes.length - batch.count + (batch.bytes.at(-1) === 10 ? 0 : 1)
  }
})

export const readlineEvents = reading((path, seen) => countEvents(seen, interfaceOf(path), 'line', 'close'))
export const readlineLoop = reading((path, seen) => countLoop(seen, interfaceOf(path)))
export const split2Events = reading((path, seen) => countEvents(seen, splitLines(path), 'data', 'end'))
export { split2Events as split2 }
export const split2Loop = reading((path, seen) => countLoop(seen, splitLines(path)))
export const eventStream = reading((path, seen) => countEvents(seen, stream(path).pipe(es.split('\n')), 'data', 'end'))
const bylineEvents = reading((path, seen) => countEvents(seen, byline(stream(path, 'utf8')), 'data', 'end'))

export { bylineEvents as byline }

/** Bare platform code: blocks of a file, each with what was left of the one before it. */
async function* blocksOf(path) {
  const handle = await open(path)
  try {
    let buffer = Buffer.allocUnsafeSlow(2 * blockBytes)
    let rest = 0
    for (;;) {
      const { bytesRead } = await handle.read(buffer, rest, blockBytes)
      if (bytesRead === 0) break
      const block = buffer.subarray(0, rest + bytesRead)
      const end = block.lastIndexOf(10) + 1
      yield block.subarray(0, end)
      buffer.copyWithin(0, end, block.length)
      rest = block.length - end
    }
    buffer = buffer.subarray(0, rest)
    if (rest > 0) yield Buffer.concat([buffer, Buffer.from('\n')])
  } finally {
    await handle.close()
  }
}

function decoded(block) {
  const texts = []
  let at = 0
  for (let end = block.indexOf(10); end >= 0; end = block.indexOf(10, at)) {
    texts.push(block.utf8Slice(at, end))
    at = end + 1
  }
  return texts
}

export const limitBatches = reading(async (path, seen) => {
  for await (const block of blocksOf(path)) for (const line of decoded(block)) count(seen, line)
})

export const limitOneByOne = reading((path, seen) => {
  const blocks = blocksOf(path)
  let texts = []
  let at = 0
  const refill = async () => {
    const step = await blocks.next()
    if (step.done) return { done: true, value: undefined }
    texts = decoded(step.value)
    at = 1
    return { done: false, value: texts[0] }
  }
  const next = () => (at < texts.length ? Promise.resolve({ done: false, value: texts[at++] }) : refill())
  return countLoop(seen, { [Symbol.asyncIterator]: () => ({ next }) })
})

export const generatorLoop = reading((path, seen) => {
  async function* texts() {
    for await (const block of blocksOf(path)) yield* decoded(block)
  }
  return countLoop(seen, texts())
})

export const limitScan = reading(async (path, seen) => {
  seen.ofBytes = true
  const handle = await open(path)
  const buffer = Buffer.allocUnsafeSlow(blockBytes)
  for (;;) {
    const { bytesRead } = await handle.read(buffer, 0, blockBytes)
    if (bytesRead === 0) break
    const block = buffer.subarray(0, bytesRead)
    let feeds = 0
    for (let at = block.indexOf(10); at >= 0; at = block.indexOf(10, at + 1)) feeds += 1
    seen.lines += feeds
    seen.units += bytesRead - feeds
  }
  await handle.close()
  // The last line, which has no end.
  seen.lines += 1
})

const longReaders = {
  ours: async (path, seen) => countLoop(seen, lines(fileSource(path), { maxLineBytes: Number.POSITIVE_INFINITY })),
  readline: (path, seen) => countEvents(seen, interfaceOf(path), 'line', 'close'),
  split2: (path, seen) => countEvents(seen, splitLines(path), 'data', 'end'),
  eventStream: (path, seen) => countEvents(seen, stream(path).pipe(es.split('\n')), 'data', 'end'),
  byline: (path, seen) => countEvents(seen, byline(stream(path, 'utf8')), 'data', 'end'),
  readFile: async (path, seen) => count(seen, await readFile(path, 'utf8')),
}

const largest = quick => (quick ? 8 : 64)

const oneLine = read => async options => {
  const file = longFile(largest(options.quick))
  return { round: () => timesOf(read, file, 1) }
}

const growing = read => async options => {
  const size = largest(options.quick)
  const [file, half] = [longFile(size), longFile(size / 2)]
  const times = options.quick ? 2 : 5
  return { round: async () => (await timesOf(read, file, times)) / (await timesOf(read, half, times)) }
}

export const long = oneLine(longReaders.ours)
export const longReadline = oneLine(longReaders.readline)
export const longSplit2 = oneLine(longReaders.split2)
export const longEventStream = oneLine(longReaders.eventStream)
export const longByline = oneLine(longReaders.byline)
export const longReadFile = oneLine(longReaders.readFile)
export const growth = growing(longReaders.ours)
export const growthReadline = growing(longReaders.readline)
export const growthSplit2 = growing(longReaders.split2)
export const growthEventStream = growing(longReaders.eventStream)
