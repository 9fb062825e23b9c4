import { formatBytes, parseBytes } from '@plimsoll/bytes'

/** The unit in which an axis is written. */
export interface ByteUnit {
  readonly name: string
  readonly bytes: number
}

/** The unit in which `formatBytes` writes the largest value of an axis, so that axis and figures agree. */
export function unitOf(largestBytes: number): ByteUnit {
  const name = formatBytes(largestBytes).split(' ')[1] ?? 'B'
  return { name, bytes: parseBytes(`1 ${name}`) }
}

/** Steps between ticks that are round in a unit: 1, 2 or 5 times a power of ten; whole where the unit is bytes. */
export function tickSteps({ bytes }: ByteUnit): number[] {
  const powers = [0.01, 0.1, 1, 10, 100, 1000]
  return powers.flatMap(power => [power, 2 * power, 5 * power].map(step => step * bytes)).filter(step => step >= 1)
}

/** Bytes above the idle page, or below it where the page let go of some: `2.4 MiB`, `−310 KiB`, `–` where unknown. */
export function growth(bytes: number): string {
  if (Number.isNaN(bytes)) return '\u2013'
  return bytes < 0 ? `\u2212${formatBytes(-bytes)}` : formatBytes(bytes)
}
