// What is said of a list of measured values. Medians, for one slow round must not move the figure.

/** The middle value; the mean of the two middle ones where the count is even. */
export function median(values) {
  if (values.length === 0) throw new RangeError('the median of no values was asked for')
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** Median, range and MAD (the median distance from the median) of one candidate's rounds. */
export function summary(values) {
  const centre = median(values)
  return {
    median: centre,
    min: Math.min(...values),
    max: Math.max(...values),
    mad: median(values.map(value => Math.abs(value - centre))),
    values,
  }
}

/**
 * How many times better one is than the other, round by round: above 1, `ours` is better. Both ran within the same
 * round, so that a slow minute of the machine hits both. Rounds that one of them lacks are left out.
 *
 * @param {Map<number, number>} ours value by round
 * @param {Map<number, number>} other
 * @param {'higher' | 'lower'} better
 */
export function ratios(ours, other, better) {
  const shared = [...ours.keys()].filter(round => other.has(round))
  if (shared.length === 0) return undefined
  const values = shared.map(round => {
    const [mine, theirs] = [ours.get(round), other.get(round)]
    return better === 'lower' ? theirs / mine : mine / theirs
  })
  return summary(values)
}
