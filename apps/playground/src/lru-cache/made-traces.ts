import type { Request } from './request.js'

/** A trace that is made as it is read: the same each time. */
export interface MadeTrace {
  readonly title: string
  /** What is asked for, as a sentence about `keys`. */
  readonly about: string
  requests(length: number): Generator<Request>
}

const keys = 20_000
const looped = 5000

/** Traces that tell policies apart. */
export const madeTraces: readonly MadeTrace[] = [
  {
    title: 'Zipf',
    about:
      'for 20,000 keys, the n-th of them asked for 1/n^0.9 times as often as the first: most services are like this',
    *requests(length) {
      const next = zipf(numbers(1))
      for (let n = 0; n < length; n++) yield { key: next() }
    },
  },
  {
    title: 'A loop',
    about: 'for 5,000 keys in turn, again and again: the worst there is for least-recently-used',
    *requests(length) {
      for (let n = 0; n < length; n++) yield { key: n % looped }
    },
  },
  {
    title: 'Scans in a zipf',
    about:
      'of which each 12,000 end with a scan of 4,000 keys that nobody asks for again: a nightly job beside the service',
    *requests(length) {
      const next = zipf(numbers(2))
      for (let n = 0; n < length; n++) yield { key: n % 12_000 < 8000 ? next() : keys + n }
    },
  },
  {
    title: 'Shifting',
    about:
      'for 20,000 keys by zipf, of which others are wanted most every 25,000 requests: what was popular is so no more',
    *requests(length) {
      const next = zipf(numbers(3))
      for (let n = 0; n < length; n++) yield { key: (next() + Math.floor(n / 25_000) * 1777) % keys }
    },
  },
]

/** Numbers from 0 to 1 (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed * 0x9e3779b9
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

// What comes before a key, summed up, is searched by halving.
const upTo = new Float64Array(keys)
for (let rank = 0, sum = 0; rank < keys; rank++) {
  sum += 1 / (rank + 1) ** 0.9
  upTo[rank] = sum
}

function zipf(random: () => number): () => number {
  const all = upTo[keys - 1] as number
  return () => {
    const wanted = random() * all
    let [low, high] = [0, keys - 1]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((upTo[middle] as number) < wanted) low = middle + 1
      else high = middle
    }
    return low
  }
}
