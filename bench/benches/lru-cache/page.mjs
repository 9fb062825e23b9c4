// The work of work.mjs in a page. How much of it was done in a round is told to browser-candidates.mjs, which knows the
// CPU time that it took.
import { caches } from './caches.mjs'
import { works } from './work.mjs'

const working =
  cache =>
  async ({ work, kind, quick }) => {
    const { operations, pass, note } = works[work](await caches[cache](), { kind })
    const during = forMs => {
      const end = performance.now() + forMs
      let done = 0
      while (performance.now() < end) {
        pass()
        done += operations
      }
      return done
    }
    during(500)
    return { round: () => ({ done: during(quick ? 500 : 1000), ...(note ? { note: note() } : {}) }) }
  }

export const candidates = Object.fromEntries(Object.keys(caches).map(cache => [cache, working(cache)]))
