// The work of work.mjs in a page: operations per second of the wall clock, of the median pass, which a neighbour that
// takes the core for some of them does not move.
import { median } from '../../harness/statistics.mjs'
import { caches } from './caches.mjs'
import { works } from './work.mjs'

const measuring =
  cache =>
  async ({ work, kind, quick }) => {
    const { operations, prepare, pass, note } = works[work](await caches[cache](), { kind })
    const measured = forMs => {
      const end = performance.now() + forMs
      const times = []
      while (performance.now() < end) {
        const given = prepare?.()
        const from = performance.now()
        pass(given)
        times.push(performance.now() - from)
      }
      return operations / 1000 / median(times)
    }
    measured(500)
    return { round: () => ({ value: measured(quick ? 300 : 700), ...(note ? { note: note() } : {}) }) }
  }

export const candidates = Object.fromEntries(Object.keys(caches).map(cache => [cache, measuring(cache)]))
