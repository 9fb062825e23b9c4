/**
 * Where a reading says that closing it comes to an end by itself, even in the middle of a read, as with files: whoever
 * ends waits for that, so that nothing is open behind it. Of all others a read under way may never answer.
 */
export interface Settling {
  // Not a symbol: bundlers keep every class that names a member by a value.
  readonly 'plimsoll:settles': boolean
}

/** Whether a reading says so. */
export function isSettling(reading: object): boolean {
  return (reading as Partial<Settling>)['plimsoll:settles'] === true
}
