import { Readable } from 'node:stream'

const size = 1000
const items = 500_000
const numbers = Array.from({ length: items }, (_, index) => index)

const sources = {
  *generator() {
    for (let i = 0; i < items; i++) yield i
  },
  array: () => numbers,
  async *asyncGenerator() {
    for (let i = 0; i < items; i++) yield i
  },
  readable() {
    let next = 0
    return new Readable({
      objectMode: true,
      read() {
        while (next < items && this.push({ id: next })) next += 1
        if (next < items) next += 1
        else this.push(null)
      },
    })
  },
}

const cpuSeconds = () => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

/** Counted and summed, not trusted. */
const consume = async (cut, source) => {
  let count = 0
  let sum = 0
  const add = chunk => {
    if (chunk.length !== size) throw new Error(`a chunk of ${chunk.length} items`)
    count += chunk.length
    const first = chunk[0]
    sum += typeof first === 'number' ? first : first.id
  }
  const chunks = cut(sources[source]())
  if (Symbol.asyncIterator in chunks) for await (const chunk of chunks) add(chunk)
  else for (const chunk of chunks) add(chunk)
  const expected = ((items / size) * (items - size)) / 2
  if (count !== items || sum !== expected) throw new Error(`${count} items with the sum ${sum}, not ${expected}`)
}

const candidate = async (cut, { source, quick }) => {
  const round = async () => {
    const end = performance.now() + (quick ? 200 : 600)
    const from = cpuSeconds()
    let passes = 0
    while (performance.now() < end) {
      await consume(cut, source)
      passes += 1
    }
    return (passes * items) / 1e6 / (cpuSeconds() - from)
  }
  await round()
  return { round }
}

export const ours = async options => {
  const { chunks } = await import('@plimsoll/streaming-processor')
  return candidate(source => chunks(source, { size }), options)
}

export const itBatch = async options => {
  const { default: batch } = await import('it-batch')
  return candidate(source => batch(source, size), options)
}

export const streamingIterables = async options => {
  const { batch } = await import('streaming-iterables')
  return candidate(batch(size), options)
}

/** The least that gives chunks: an iterator that closes nothing and forgets what came before an error. */
export const bare = options =>
  candidate(source => {
    const iterator = source[Symbol.iterator]()
    return {
      [Symbol.iterator]() {
        return this
      },
      next() {
        const chunk = []
        while (chunk.length < size) {
          const { done, value } = iterator.next()
          if (done) break
          chunk.push(value)
        }
        return { done: chunk.length === 0, value: chunk }
      },
    }
  }, options)

export const bareAsync = options =>
  candidate(source => {
    const iterator = source[Symbol.asyncIterator]()
    return {
      [Symbol.asyncIterator]() {
        return this
      },
      async next() {
        const chunk = []
        while (chunk.length < size) {
          const { done, value } = await iterator.next()
          if (done) break
          chunk.push(value)
        }
        return { done: chunk.length === 0, value: chunk }
      },
    }
  }, options)
