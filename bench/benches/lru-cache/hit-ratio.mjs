// How many requests of a trace find what they ask for, at several sizes.
import { optimalHits } from './belady.mjs'
import { caches } from './caches.mjs'
import { spread } from './keys.mjs'
import { traceFiles } from './trace-files.mjs'
import { traces } from './traces.mjs'

/** Of the keys of a trace. */
const shares = [0.01, 0.05, 0.2]

const value = { number: 1 }

function hitsOf(cache, trace) {
  let hits = 0
  for (let at = 0; at < trace.length; at++) {
    const key = spread(trace[at])
    if (cache.get(key) === value) hits++
    else cache.set(key, value)
  }
  return hits
}

/** Hit ratios in percent, by size. */
function ratiosOf(make, trace) {
  const keys = new Set(trace).size
  return shares.map(share => {
    const max = Math.max(1, Math.round(keys * share))
    const hits = make ? hitsOf(make(max), trace) : optimalHits(trace, max)
    return (100 * hits) / trace.length
  })
}

const mean = list => list.reduce((sum, item) => sum + item, 0) / list.length
const factory = name => (name === 'belady' ? undefined : caches[name]())
const shown = ratios => ratios.map(ratio => ratio.toFixed(1)).join(', ')

/** A trace that is made, by name: the mean over the sizes. */
export async function start({ cache, trace: name, quick }) {
  const make = await factory(cache)
  const trace = traces[name](quick ? 200_000 : 1_000_000)
  return {
    round() {
      const ratios = ratiosOf(make, trace)
      return { value: mean(ratios), note: `${shown(ratios)} % at 1, 5 and 20 % of the keys`, details: { ratios } }
    },
  }
}

/** The traces of a folder: points above LRU in the mean of all cells (trace and size), or in the worst of them. */
export async function overLru({ cache, figure }) {
  const make = await factory(cache)
  const lru = await caches.lruCache()
  const files = await traceFiles()
  return {
    round() {
      const cells = files.flatMap(({ name, trace }) => {
        const plain = ratiosOf(lru, trace)
        return ratiosOf(make, trace).map((ratio, at) => ({ name, share: shares[at], lru: plain[at], ratio }))
      })
      const points = cells.map(({ ratio, lru }) => ratio - lru)
      const worst = Math.min(...points)
      const { name, share } = cells[points.indexOf(worst)]
      return {
        value: figure === 'worst' ? worst : mean(points),
        note: `${cells.length} cells; mean hit ratio ${mean(cells.map(({ ratio }) => ratio)).toFixed(1)} %; worst at ${name}, ${share * 100} % of the keys`,
        details: { cells },
      }
    },
  }
}
