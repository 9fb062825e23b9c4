/** A run of bytes that is one value of the database. */
export interface Extent {
  readonly start: number
  readonly end: number
}

/** A value to be put: bytes from the write, over those of former extents where it goes beyond the write. */
export interface Piece extends Extent {
  /** What stands there and stays in part; read, then written over. */
  readonly reads: readonly Extent[]
}

/** How a write changes the extents of a file. */
export interface WritePlan {
  readonly puts: readonly Piece[]
  /** Former extents that no piece has the place of. */
  readonly removes: readonly Extent[]
}

/**
 * Bytes of a value at most. Browsers refuse values of some 127 MiB and more; and who reads a few bytes waits for a whole
 * value.
 */
export const maxExtentBytes = 2 ** 20

/**
 * Neighbours below this become one value, so that a file of many small writes is not a value for each. Chromium keeps
 * values up to this size in its tables, and larger ones in a file each.
 */
export const smallBytes = 2 ** 16

/**
 * Plans a write from `start` to `end` into a file of values of any length.
 *
 * A write where there was nothing, or over whole extents, is put as it is: no value is read. An extent that is covered in
 * part is read and put again, of the same length.
 *
 * @param near - extents that overlap the write or touch it, in order
 */
export function planWrite(start: number, end: number, near: readonly Extent[]): WritePlan {
  const puts: Piece[] = []
  let fresh = start
  const putFresh = (to: number) => {
    for (let from = fresh; from < to; from += maxExtentBytes) {
      puts.push({ start: from, end: Math.min(to, from + maxExtentBytes), reads: [] })
    }
  }
  for (const extent of near) {
    if (extent.end <= start || extent.start >= end) continue
    if (extent.start >= start && extent.end <= end) continue
    putFresh(Math.max(extent.start, start))
    puts.push({ ...extent, reads: [extent] })
    fresh = Math.min(extent.end, end)
  }
  putFresh(end)
  const merged = mergeSmall(puts, near)
  const placed = new Set(merged.map(({ start, end }) => `${start}-${end}`))
  const gone = near.filter(extent => merged.some(piece => extent.start < piece.end && extent.end > piece.start))
  return { puts: merged, removes: gone.filter(({ start, end }) => !placed.has(`${start}-${end}`)) }
}

// The last piece but for its right neighbour, the first but for its left one: what lies between was put as large as it may.
function mergeSmall(puts: readonly Piece[], near: readonly Extent[]): Piece[] {
  const merged: Piece[] = []
  const first = puts[0]
  const last = puts[puts.length - 1]
  const before = near.find(({ end }) => end === first?.start)
  const after = near.find(({ start }) => start === last?.end)
  const all = [...(before ? [{ ...before, reads: [before] }] : []), ...puts]
  if (after) all.push({ ...after, reads: [after] })
  for (const piece of all) {
    const left = merged[merged.length - 1]
    if (left && left.end === piece.start && piece.end - left.start <= smallBytes) {
      merged[merged.length - 1] = { start: left.start, end: piece.end, reads: [...left.reads, ...piece.reads] }
    } else merged.push(piece)
  }
  // A neighbour that stayed by itself is not touched.
  return merged.filter(piece => !(isAlone(piece, before) || isAlone(piece, after)))
}

function isAlone(piece: Piece, neighbour: Extent | undefined): boolean {
  return piece.start === neighbour?.start && piece.end === neighbour.end
}
