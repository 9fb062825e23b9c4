/** The short side that a film has at least, in pixels, where no scale was asked for. */
const shortSide = 480

/** The pixels of a film. */
export interface FilmSize {
  /** Pixels per cell, along both axes. */
  readonly scale: number
  /** Pixels per row; even, as the codecs want it. */
  readonly width: number
  /** Rows of pixels; even. */
  readonly height: number
}

/**
 * Answers how large a film of a grid is. An odd number of pixels gets one more: the last column or row is repeated.
 *
 * @param scale - pixels per cell; the smallest that makes the short side 480 or more where left out
 */
export function filmSize(
  rows: number,
  columns: number,
  scale = Math.ceil(shortSide / Math.min(rows, columns)),
): FilmSize {
  const even = (pixels: number) => pixels + (pixels % 2)
  return { scale, width: even(columns * scale), height: even(rows * scale) }
}
