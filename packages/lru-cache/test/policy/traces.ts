/** Numbers from 0 to 1, the same ones for the same seed (mulberry32). */
export function random(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let bits = Math.imul(state ^ (state >>> 15), 1 | state)
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Draws from `count` keys: the one of rank r with a chance of 1 / r^skew. */
function zipf(count: number, skew: number, next: () => number): () => number {
  const sums: number[] = []
  let sum = 0
  for (let rank = 1; rank <= count; rank++) {
    sum += rank ** -skew
    sums.push(sum)
  }
  return () => {
    const drawn = next() * sum
    let low = 0
    let high = count - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if ((sums[middle] as number) < drawn) low = middle + 1
      else high = middle
    }
    return low
  }
}

const times = (length: number, key: (at: number) => number) => Array.from({ length }, (_, at) => key(at))

/** Some keys often, most of them hardly ever. */
export const zipfTrace = (length: number, count = 20_000, skew = 0.9): number[] =>
  times(length, zipf(count, skew, random(1)))

/** The same keys round and round. */
export const loopTrace = (length: number, count: number): number[] => times(length, at => at % count)

/** A zipf, in between keys that come once. */
export function scanTrace(length: number): number[] {
  const draw = zipf(20_000, 0.9, random(2))
  let once = 1_000_000
  return times(length, at => (at % 4500 < 3000 ? draw() : once++))
}

/** A zipf whose keys are others from time to time. */
export function shiftingTrace(length: number): number[] {
  const draw = zipf(5_000, 0.9, random(3))
  return times(length, at => draw() + Math.floor(at / 20_000) * 2_500)
}

/** Who came lately comes again, all others never: what a list of the least recently used is best at. */
export function recentTrace(length: number, mean = 300): number[] {
  const next = random(4)
  let newest = 0
  return times(length, () =>
    next() < 0.2 ? ++newest : Math.max(0, newest - Math.floor(-Math.log(next() + 1e-12) * mean)),
  )
}

/** All of them, one after the other. */
export function mixedTrace(length: number): number[] {
  const part = Math.ceil(length / 5)
  return [
    ...zipfTrace(part),
    ...loopTrace(part, 1_100),
    ...scanTrace(part),
    ...recentTrace(part),
    ...shiftingTrace(part),
  ].slice(0, length)
}

/** Every kind, of so many requests. */
export function allTraces(length: number): [name: string, keys: number[]][] {
  return [
    ['a zipf', zipfTrace(length)],
    ['a loop', loopTrace(length, 330)],
    ['scans in a zipf', scanTrace(length)],
    ['shifting keys', shiftingTrace(length)],
    ['recent keys', recentTrace(length)],
    ['all kinds in turn', mixedTrace(length)],
  ]
}
