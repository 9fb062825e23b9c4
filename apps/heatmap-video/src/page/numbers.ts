const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })

/** `125000` as `125,000`. */
export function count(value: number): string {
  return whole.format(value)
}

/** A time that a person waits: `8 s`, `2 min 05 s`, `1 h 12 min`. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '\u2013'
  const total = Math.max(0, Math.ceil(seconds))
  if (total < 60) return `${total} s`
  if (total < 3600) return `${Math.floor(total / 60)} min ${String(total % 60).padStart(2, '0')} s`
  return `${Math.floor(total / 3600)} h ${String(Math.floor((total % 3600) / 60)).padStart(2, '0')} min`
}

/** A value of the model in a handful of digits, with its unit. */
export function quantity(value: number, unit: string): string {
  if (Number.isNaN(value)) return 'no value'
  const size = Math.abs(value)
  const text =
    size !== 0 && (size >= 1e5 || size < 1e-3) ? value.toExponential(3) : String(Number(value.toPrecision(4)))
  return withUnit(text.replaceAll('-', '\u2212').replace('e+', 'e'), unit)
}

/** A text and its unit, if it has one. */
export function withUnit(text: string, unit: string): string {
  if (unit === '' || unit === '1') return text
  return unit === '%' || unit === '\u00b0' ? `${text}${unit}` : `${text}\u00a0${unit}`
}

/** The name of an axis with its unit: `length (m)`. */
export function labelled(label: string, unit: string): string {
  return unit === '' || unit === '1' ? label : `${label} (${unit})`
}
