// Numbers that are the same in every process and in every run.

/** A generator of whole numbers of 32 bits, from a seed: mulberry32. */
export function random32(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
}

/** `count` indexes below `below`, each as likely as any other. */
export function evenly(count, below, seed) {
  const random = random32(seed)
  return Uint32Array.from({ length: count }, () => (random() / 2 ** 32) * below)
}

/**
 * `count` indexes below `below` after Zipf's law: index `i` is drawn in proportion to `(i + 1) ** -exponent`.
 *
 * @param {number} exponent 0.99 is that of YCSB
 */
export function zipf(count, below, exponent, seed) {
  const random = random32(seed)
  const upTo = new Float64Array(below)
  let sum = 0
  for (let index = 0; index < below; index++) {
    sum += (index + 1) ** -exponent
    upTo[index] = sum
  }
  return Uint32Array.from({ length: count }, () => {
    const drawn = (random() / 2 ** 32) * sum
    let low = 0
    let high = below - 1
    while (low < high) {
      const middle = (low + high) >>> 1
      if (upTo[middle] > drawn) high = middle
      else low = middle + 1
    }
    return low
  })
}
