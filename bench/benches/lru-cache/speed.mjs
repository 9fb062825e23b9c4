// Operations per second of CPU time, in Node.
import { caches } from './caches.mjs'
import { works } from './work.mjs'

const cpuSeconds = () => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

/** @param {{ cache: string, work: string, kind: string, quick: boolean }} options */
export async function start({ cache, work, kind, quick }) {
  const { operations, prepare, pass, note } = works[work](await caches[cache](), { kind })
  const measured = forMs => {
    const end = performance.now() + forMs
    let passes = 0
    let seconds = 0
    while (performance.now() < end) {
      const given = prepare?.()
      const from = cpuSeconds()
      pass(given)
      seconds += cpuSeconds() - from
      passes++
    }
    return (passes * operations) / 1e6 / seconds
  }
  measured(500)
  return {
    round: () => ({ value: measured(quick ? 300 : 700), ...(note ? { note: note() } : {}) }),
  }
}
