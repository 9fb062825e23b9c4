// Requests as they come to a cache, made from a fixed seed: each a list of indexes of keys.
import { random32, zipf } from './random.mjs'

const universe = 100_000

/** What is asked for often stays so. */
const popular = count => zipf(count, universe, 0.9, 11)

/** The popular, and every so often a walk through keys that nobody asks for again. */
function scanned(count) {
  const draws = zipf(count, universe, 0.9, 12)
  let fresh = universe
  for (let from = 10_000; from < count; from += 20_000) {
    const to = Math.min(from + 8000, count)
    for (let at = from; at < to; at++) draws[at] = fresh++
  }
  return draws
}

/** Three lists of different lengths, each read over and over for a while. */
function looped(count) {
  const lengths = [4000, 12_000, 30_000]
  const trace = new Uint32Array(count)
  for (let at = 0; at < count; at++) {
    const list = Math.floor((at * 6) / count) % lengths.length
    trace[at] = list * universe + (at % lengths[list])
  }
  return trace
}

/** What is popular changes: every so often a tenth of the keys changes places. */
function shifting(count) {
  const draws = zipf(count, universe, 0.9, 13)
  const phase = Math.floor(count / 10)
  return draws.map((draw, at) => (draw + Math.floor(at / phase) * (universe / 10)) % universe)
}

/** Programs that share a cache: one asks by popularity, one walks in loops, one asks for everything once. */
function mixed(count) {
  const draws = zipf(count, universe, 1, 14)
  const which = random32(15)
  let walked = 0
  let fresh = 2 * universe
  return draws.map(draw => {
    const share = which() / 2 ** 32
    if (share < 0.5) return draw
    if (share < 0.8) return universe + (walked++ % 20_000)
    return fresh++
  })
}

export const traces = { zipf: popular, scan: scanned, loop: looped, shifting, mixture: mixed }
