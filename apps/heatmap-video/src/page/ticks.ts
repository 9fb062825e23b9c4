const angles = [1, 2, 5, 10, 15, 30, 45, 60, 90, 180, 360]

/**
 * Answers the round numbers between two ends: steps of 1, 2 or 5 times a power of ten, or parts of a full turn.
 *
 * @param wanted - how many at most, about
 * @param unit - degrees are told from other numbers by `'°'`
 */
export function ticksBetween(from: number, to: number, wanted: number, unit = ''): number[] {
  const [low, high] = from <= to ? [from, to] : [to, from]
  if (!Number.isFinite(low) || !Number.isFinite(high)) return []
  if (low === high) return [low]
  // Ends that differ in their last digits alone: no number between them is rounder than they are.
  if (high - low < Math.max(1e-300, 1e-9 * Math.max(-low, high))) return [low, high]
  const rough = (high - low) / Math.max(1, wanted)
  const power = 10 ** Math.floor(Math.log10(rough))
  const sizes = unit === '°' && rough >= 1 ? angles : [power, 2 * power, 5 * power]
  const step = sizes.find(size => size >= rough * 0.999) ?? 10 * power
  const first = Math.ceil(low / step - 1e-9)
  const last = Math.floor(high / step + 1e-9)
  // Multiplied, not added up: 0.1 + 0.2 would show.
  return Array.from({ length: last - first + 1 }, (_, at) => (first + at === 0 ? 0 : rounded((first + at) * step)))
}

function rounded(value: number): number {
  return Number(value.toPrecision(12))
}

/** Writes the ticks of one axis alike: as many digits as tell them apart, powers of ten where they are long. */
export function tickLabels(ticks: readonly number[]): string[] {
  const largest = Math.max(...ticks.map(Math.abs))
  const step = ticks.length > 1 ? Math.abs((ticks[1] as number) - (ticks[0] as number)) : largest
  if (largest === 0) return ticks.map(() => '0')
  if (largest >= 1e5 || largest < 1e-3) {
    const digits = Math.max(0, Math.floor(Math.log10(largest)) - Math.floor(Math.log10(step) + 1e-9))
    return ticks.map(tick => (tick === 0 ? '0' : minus(tick.toExponential(digits).replace('e+', 'e'))))
  }
  const digits = Math.min(8, Math.max(0, -Math.floor(Math.log10(step) + 1e-9)))
  return ticks.map(tick => minus(ticks.length > 1 ? tick.toFixed(digits) : String(Number(tick.toPrecision(5)))))
}

/** The sign that is as wide as a digit. */
function minus(text: string): string {
  return text.replaceAll('-', '\u2212')
}

/**
 * Where a value lies along an axis of so many cells, as a share of its length: each cell's value lies in its middle.
 */
export function shareAlong(value: number, axis: { from: number; to: number; steps: number }): number {
  const cell = axis.from === axis.to ? 0 : ((value - axis.from) / (axis.to - axis.from)) * (axis.steps - 1)
  return (cell + 0.5) / axis.steps
}
