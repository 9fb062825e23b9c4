import { BytesError } from './errors.js'

/** A byte size: a number of bytes, or text such as `'64MiB'`, `'1.5 GB'`, `'512'`. */
export type ByteSize = number | string

/** How {@link formatBytes} writes. */
export interface FormatBytesOptions {
  /**
   * Digits after the point at most, from 0 to 15; zeros at the end are left out.
   *
   * @defaultValue 1
   */
  readonly digits?: number
}

const binary = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const

// IEC 80000-13 for powers of 1024, SI for powers of 1000. Exact case: "Mb" is a megabit, and a lone "K" could be either.
const factors = new Map<string, number>([
  ['', 1],
  ['B', 1],
  ['kB', 1e3],
  ['MB', 1e6],
  ['GB', 1e9],
  ['TB', 1e12],
  ...binary.slice(1).flatMap((unit, power): [string, number][] => [
    [unit, 1024 ** (power + 1)],
    [unit.slice(0, 2), 1024 ** (power + 1)],
  ]),
])
const allowed = 'B, KiB, MiB, GiB, TiB (powers of 1024) or kB, MB, GB, TB (powers of 1000)'
const form = /^\s*([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)\s*(.*?)\s*$/s

/**
 * Reads a byte size.
 *
 * `KiB`, `MiB`, `GiB` and `TiB` (also `Ki`, `Mi`, `Gi`, `Ti`) are powers of 1024, `kB`, `MB`, `GB` and `TB` powers of
 * 1000; no unit and `B` are bytes. Any other spelling is refused rather than guessed. Space before the unit is fine.
 *
 * @param size - bytes, or a decimal number followed by a unit
 * @returns whole bytes, rounded down; at most `Number.MAX_SAFE_INTEGER`
 * @throws {@link BytesError} `BYTES_UNKNOWN_UNIT` for any other unit, `BYTES_INVALID_SIZE` for what is no number, or
 * negative, infinite or unsafe
 *
 * @example
 * ```ts
 * parseBytes('1.5KiB') // 1536
 * parseBytes('2 MB') // 2000000
 * ```
 */
export function parseBytes(size: ByteSize): number {
  if (typeof size === 'number') return whole(size, size)
  const [, digits, unit] = (typeof size === 'string' && form.exec(size)) || []
  if (digits === undefined || unit === undefined)
    throw new BytesError(
      'BYTES_INVALID_SIZE',
      `size ${shown(size)} is no byte size; give a number of bytes, or text such as "64MiB"`,
    )
  if (unit.startsWith(','))
    throw new BytesError(
      'BYTES_INVALID_SIZE',
      `size ${shown(size)} has a comma in its number; use a point, as in "1.5MiB", and nothing between thousands`,
    )
  const factor = factors.get(unit)
  if (factor === undefined)
    throw new BytesError('BYTES_UNKNOWN_UNIT', `size ${shown(size)} has the unit ${shown(unit)}; use ${allowed}`)
  return whole(times(digits, factor), size)
}

/**
 * Writes a byte size in binary units: the largest in which it is 1 or more.
 *
 * `parseBytes` reads it back, to within half of the last digit shown.
 *
 * @param bytes - as from {@link parseBytes}: at least 0, at most `Number.MAX_SAFE_INTEGER`
 * @throws {@link BytesError} `BYTES_INVALID_SIZE` for other numbers, and for digits outside of 0 to 15
 *
 * @example
 * ```ts
 * formatBytes(67_108_864) // '64 MiB'
 * formatBytes(1_234_567, { digits: 2 }) // '1.18 MiB'
 * ```
 */
export function formatBytes(bytes: number, options: FormatBytesOptions = {}): string {
  if (typeof options !== 'object' || options === null)
    throw new BytesError('BYTES_INVALID_SIZE', `options is ${shown(options)}; give { digits }, or leave it out`)
  const { digits = 1 } = options
  if (!Number.isInteger(digits) || digits < 0 || digits > 15)
    throw new BytesError('BYTES_INVALID_SIZE', `digits is ${shown(digits)}; give a whole number from 0 to 15`)
  const size = whole(bytes, bytes)
  const last = binary.length - 1
  let power = 0
  while (power < last && size >= 1024 ** (power + 1)) power++
  // 1,048,575 bytes would read "1024 KiB": what rounds up to the next unit is shown in it.
  if (power < last && Number((size / 1024 ** power).toFixed(digits)) === 1024) power++
  return `${Number((size / 1024 ** power).toFixed(digits))} ${binary[power]}`
}

// "1.1 kB" is 1100 bytes, not the 1100.0000000000002 or 1099.99… that a product in floating point may be.
function times(digits: string, factor: number): number {
  const product = Number(digits) * factor
  const nearest = Math.round(product)
  return Math.abs(product - nearest) <= nearest * Number.EPSILON * 2 ? nearest : product
}

function whole(bytes: number, given: unknown): number {
  if (typeof bytes !== 'number')
    throw new BytesError('BYTES_INVALID_SIZE', `size ${shown(given)} is no number; give a number of bytes`)
  const floor = Math.floor(bytes)
  if (floor >= 0 && floor <= Number.MAX_SAFE_INTEGER && bytes >= 0) return floor + 0
  throw new BytesError(
    'BYTES_INVALID_SIZE',
    `size ${shown(given)} is out of range; give 0 to ${Number.MAX_SAFE_INTEGER} bytes (8 PiB)`,
  )
}

function shown(value: unknown): string {
  if (typeof value !== 'string')
    return typeof value === 'object' && value !== null ? 'of type object' : String(value).slice(0, 40)
  return JSON.stringify(value.length > 40 ? `${value.slice(0, 39)}…` : value)
}
