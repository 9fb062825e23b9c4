// Tasks that wait: what is measured is how much of the slots' time they fill, and how many ever run at once.
import { setTimeout as wait } from 'node:timers/promises'
import { each, maps, loops as runLoops } from './maps.mjs'

/** Whole numbers from 1 to 8, drawn from a fixed seed. */
const durations = count => {
  let state = 42
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return 1 + (state >>> 29)
  })
}

const candidate = async (pass, { quick, concurrency }) => {
  const all = durations(quick ? 400 : 1600)
  const round = async () => {
    let running = 0
    let most = 0
    let inTasks = 0
    let done = 0
    const task = async durationMs => {
      running += 1
      most = Math.max(most, running)
      const from = performance.now()
      await wait(durationMs)
      inTasks += performance.now() - from
      running -= 1
      return 1
    }
    const from = performance.now()
    await pass(all, task, result => {
      done += result
    })
    const value = inTasks / (concurrency * (performance.now() - from))
    if (done !== all.length) throw new Error(`${done} results of ${all.length} tasks`)
    const outcome = most <= concurrency ? 'within the limit' : 'above the limit'
    return { value, note: `at most ${most} at once`, details: { outcome, most } }
  }
  return { round }
}

const mapped = start => async options => {
  const map = await maps[start](options)
  return candidate((items, task, use) => each(map(items, task), use), options)
}

export const mapConcurrent = mapped('mapConcurrent')
export const pMapIterable = mapped('pMapIterable')
export const pMap = mapped('pMap')
export const parallelMap = mapped('parallelMap')
export const transform = mapped('transform')
export const itParallel = mapped('itParallel')
export const readableMap = mapped('readableMap')

export const loops = async options =>
  candidate((items, task, use) => runLoops(items, task, options.concurrency, use), options)
