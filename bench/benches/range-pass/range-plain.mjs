/** The plain pass of `FrameStorage` over finite values, as its `statistics.ts` has it. */
export function plainRange(grid) {
  let [least, greatest, total] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0]
  for (let from = 0; from < grid.length; from += 4096) {
    const to = Math.min(from + 4096, grid.length)
    const last = grid[to - 1]
    let min = last
    let max = last
    let even = 0
    let odd = (to - from) & 1 ? last : 0
    for (let i = from; i + 1 < to; i += 2) {
      const a = grid[i]
      const b = grid[i + 1]
      even += a
      odd += b
      if (a < b) {
        if (a < min) min = a
        if (b > max) max = b
      } else {
        if (b < min) min = b
        if (a > max) max = a
      }
    }
    if (min < least) least = min
    if (max > greatest) greatest = max
    total += even + odd
  }
  return { min: least, max: greatest, mean: total / grid.length }
}
