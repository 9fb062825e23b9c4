import { expose, transfer } from '@plimsoll/workers'

/** What the page may call. */
const api = {
  /** Counts the slow way, by trial division, so that there is time to kill it. */
  countPrimes(limit: number): number {
    const primes: number[] = []
    for (let candidate = 2; candidate < limit; candidate++) {
      const root = Math.sqrt(candidate)
      let at = 0
      while ((primes[at] ?? limit) <= root && candidate % (primes[at] as number) !== 0) at++
      if ((primes[at] ?? limit) > root) primes.push(candidate)
    }
    return primes.length
  },
  /** Fails as functions do. */
  fail(): never {
    throw new RangeError('there is no such cell', { cause: { cell: 42 } })
  },
  /** Sends the numbers back, one larger, without a copy. */
  addOne(numbers: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
    for (let at = 0; at < numbers.length; at++) numbers[at] = (numbers[at] as number) + 1
    return transfer(numbers, [numbers.buffer])
  },
}

export type Job = typeof api

expose(api)
