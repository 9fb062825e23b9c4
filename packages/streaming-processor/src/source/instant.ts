const latestMs = 8.64e15

/** A time in milliseconds since 1970 as people read it, with all of its digits: two times that differ are told apart. */
export function instant(ms: number): string {
  const isWhole = Number.isInteger(ms)
  if (!(Math.abs(ms) <= latestMs) || (ms < 1 && !isWhole)) return String(ms)
  // The shortest digits that name this number and no other.
  const fraction = isWhole ? '' : String(ms).split('.')[1]
  return new Date(Math.floor(ms)).toISOString().replace('Z', `${fraction}Z`)
}
