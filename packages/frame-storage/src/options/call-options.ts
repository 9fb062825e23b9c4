/** How {@link FrameStorage.storeFrame} takes a grid. */
export interface StoreFrameOptions {
  /**
   * Takes the grid's buffer away instead of copying it: the grid is empty afterwards. One that is a part of a larger buffer,
   * or in shared memory, is copied all the same.
   *
   * @defaultValue false
   */
  readonly transfer?: boolean
}

/** How {@link FrameStorage.getFrame} hands out a grid. */
export interface GetFrameOptions<G> {
  /**
   * A grid to fill and hand back.
   *
   * @defaultValue a new one
   */
  readonly into?: G
}

/** Which frames {@link FrameStorage.getAllFrames} hands out. */
export interface GetAllFramesOptions {
  /**
   * The first index.
   *
   * @defaultValue 0
   */
  readonly from?: number
  /**
   * The index before which to stop.
   *
   * @defaultValue one more than the highest that is stored when the iteration starts
   */
  readonly to?: number
  /**
   * How many frames are read ahead of the one that is handed out.
   *
   * @defaultValue 1
   */
  readonly prefetch?: number
}

/** Which frames {@link FrameStorage.getSeries} looks at. */
export type GetSeriesOptions = Omit<GetAllFramesOptions, 'prefetch'>

/** Which range {@link FrameStorage.computeGlobalRange} answers. */
export interface GlobalRangeOptions {
  /**
   * Leaves outliers out: `min` and `max` are these percentiles, as shares from 0 to 1; `true` means the 2nd and the 98th.
   *
   * @defaultValue false
   */
  readonly robust?: boolean | readonly [low: number, high: number]
}

/** Which frames {@link FrameStorage.missing} looks at. */
export interface MissingOptions {
  /**
   * The index before which to stop.
   *
   * @defaultValue `frames`, where it was given to the opening; else one more than the highest that is stored
   */
  readonly to?: number
}
