// As many integer keys as a native Map does not hold.
import { caches } from './caches.mjs'
import { spread } from './keys.mjs'
import { held } from './memory.mjs'

const target = 20_000_000
const value = { number: 1 }

const cpuSeconds = () => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

/** How far it gets, in what time, and reads of a tenth of what it holds. */
function fill(cache) {
  let count = 0
  let stopped
  const from = cpuSeconds()
  try {
    for (; count < target; count++) cache.set(spread(count), value)
  } catch (error) {
    stopped = `${error.name}: ${error.message}`
  }
  const filled = cpuSeconds()
  let found = 0
  for (let index = 0; index < count; index += 10) if (cache.get(spread(index)) === value) found++
  const read = cpuSeconds()
  if (found < Math.floor(count / 10)) throw new Error(`${found} of ${count / 10} are found`)
  return { count, stopped, sets: count / 1e6 / (filled - from), gets: found / 1e6 / (read - filled) }
}

const figures = {
  entries: ({ count }) => count / 1e6,
  bytes: ({ bytes }) => bytes,
  sets: ({ sets }) => sets,
}

/** @param {{ cache: string, figure: keyof typeof figures }} options */
export async function start({ cache: name, figure }) {
  const make = await caches[name]()
  const round = async () => {
    let cache = make(target)
    const reached = fill(cache)
    const full = await held()
    cache = undefined
    const bytes = (full - (await held())) / reached.count
    const details = { ...reached, bytes }
    const speed = `${reached.sets.toFixed(2)} million sets/s, ${reached.gets.toFixed(2)} million gets/s, ${bytes.toFixed(1)} bytes per entry`
    const note = reached.stopped
      ? `${reached.stopped}, at ${(reached.count / 1e6).toFixed(1)} million entries; ${speed}`
      : speed
    return { value: figures[figure](details), note, details }
  }
  return { round }
}
