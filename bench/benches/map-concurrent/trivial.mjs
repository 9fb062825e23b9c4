// A function that only answers its item: what is measured is the map itself.
import { maps, loops as runLoops } from './maps.mjs'

const items = 100_000
const expected = (items * (items - 1)) / 2

function* numbers() {
  for (let i = 0; i < items; i++) yield i
}
const itself = async item => item

const cpuSeconds = () => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

// Summed, not trusted.
const check = sum => {
  if (sum !== expected) throw new Error(`the results add up to ${sum}, not ${expected}`)
}

const candidate = async (pass, { quick }) => {
  const round = async () => {
    const end = performance.now() + (quick ? 250 : 700)
    const from = cpuSeconds()
    let passes = 0
    while (performance.now() < end) {
      await pass()
      passes += 1
    }
    return (passes * items) / 1e6 / (cpuSeconds() - from)
  }
  await round()
  return { round }
}

const mapped = (start, inBatches) => async options => {
  const map = await maps[start](options)
  const pass = async () => {
    const results = map(numbers(), itself)
    let sum = 0
    let last = -1
    let inOrder = true
    const add = item => {
      sum += item
      if (item < last) inOrder = false
      last = item
    }
    if (inBatches) {
      for await (const batch of results) for (const item of batch) add(item)
    } else if (Symbol.asyncIterator in results) for await (const item of results) add(item)
    else for (const item of await results) add(item)
    check(sum)
    if (options.ordered && !inOrder) throw new Error('the results came in another order')
  }
  return candidate(pass, options)
}

export const mapConcurrent = mapped('mapConcurrent')
export const mapConcurrentInBatches = mapped('mapConcurrentInBatches', true)
export const pMapIterable = mapped('pMapIterable')
export const pMap = mapped('pMap')
export const parallelMap = mapped('parallelMap')
export const transform = mapped('transform')
export const itParallel = mapped('itParallel')
export const readableMap = mapped('readableMap')
export const byHand = mapped('byHand')

export const loops = async options => {
  const pass = async () => {
    let sum = 0
    await runLoops(numbers(), itself, options.concurrency, item => {
      sum += item
    })
    check(sum)
  }
  return candidate(pass, options)
}
