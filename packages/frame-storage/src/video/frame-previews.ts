import type { BudgetLike, ByteSize, MemoryConsumer } from '@plimsoll/bytes'
import type { Frame, Grid } from '../frame.js'
import type { ColourRange, RangeSource } from './colour-range.js'
import type { PaintFrameOptions } from './paint-frame.js'
import { PreviewStore } from './preview-store.js'
import type { PreviewSize } from './render-preview.js'

/** What has single frames to show; `FrameStorage` is one, so may yours be. */
export interface PreviewSource extends RangeSource {
  /** Rows and columns of all frames, or the three axes of volumes. */
  readonly shape: readonly number[]
  /** Reads a frame; `undefined` where there is none. */
  getFrame(index: number): Promise<Frame | undefined>
}

/** How {@link previews} makes and keeps pictures. */
export interface PreviewsOptions extends Omit<PaintFrameOptions, 'into' | 'shape' | 'range'>, PreviewSize {
  /**
   * The values that get the first and the last colour.
   *
   * @defaultValue `'global'`
   */
  readonly range?: ColourRange
  /**
   * What the pictures that are kept may take; those used longest ago go first.
   *
   * @defaultValue `'16MiB'`
   */
  readonly maxBytes?: ByteSize
  /**
   * Where pictures are reserved before they are kept: a `MemoryBudget`, or what has its shape. What it refuses, also in exchange
   * for those used longest ago, is handed out and not kept. What is being made is not part of it: one frame, and the small picture
   * of one that was offered.
   *
   * @defaultValue no bound but `maxBytes`
   */
  readonly budget?: BudgetLike
  /**
   * Its name as a {@link @plimsoll/bytes!MemoryConsumer}.
   *
   * @defaultValue `'previews'`
   */
  readonly name?: string
}

/** Small pictures of frames, made when they are asked for and kept within a bound. */
export interface FramePreviews extends MemoryConsumer {
  /**
   * The picture of a frame, from what is kept or made now; `undefined` where there is no such frame.
   *
   * One is made at a time, the one asked for last first, as a hand that scrubs wants it.
   *
   * @param options - `signal` takes the question back: rejects with its reason, and what was not begun is not made
   * @throws {@link @plimsoll/frame-storage!index.FrameStorageError | FrameStorageError} `FRAMES_CLOSED` after {@link FramePreviews.close}
   */
  get(index: number, options?: { readonly signal?: AbortSignal }): Promise<Blob | undefined>
  /**
   * Makes the picture of a frame that is at hand, such as one that was just stored or is on its way into a film, so that nobody
   * has to read it back. Passes over a frame whose picture is kept.
   *
   * The frame is painted before the call returns, O(cells) on the calling thread, and not held: its buffer may be changed or
   * moved at once. It is encoded when nothing else is being made; until then one offer waits, the last. Does nothing after
   * {@link FramePreviews.close}.
   *
   * @param index - its place in the sequence
   * @param grid - all its values; stays the caller's
   * @throws {@link @plimsoll/frame-storage!index.FrameStorageError | FrameStorageError} `FRAMES_INVALID_INDEX`; `FRAMES_INVALID_GRID` for
   * a grid that does not fit the shape
   */
  offer(index: number, grid: Grid): void
  /** Forgets the picture of a frame, such as one that was stored again; `false` where there was none. */
  delete(index: number): boolean
  /** Forgets all pictures. */
  clear(): void
  /** Forgets all pictures, leaves the budget and refuses who still waits; may be called twice. */
  close(): void
  /** As {@link FramePreviews.close}. Missing where the platform has no `Symbol.dispose`. */
  [Symbol.dispose](): void
}

/**
 * Keeps small WebP pictures of a storage's frames, for scrubbing.
 *
 * Where the range of all frames has changed since, as it does while they are still being stored, all pictures are made anew when
 * they are asked for. Errors of the source pass through.
 *
 * @param source - what has the frames; stays open for as long as pictures are asked for
 * @throws {@link @plimsoll/frame-storage!index.FrameStorageError | FrameStorageError} `VIDEO_INVALID_OPTIONS`,
 * `VIDEO_UNSUPPORTED` where there is no `OffscreenCanvas`; {@link @plimsoll/bytes!BytesError | BytesError} for a size that is none
 *
 * @example
 * ```ts
 * const pictures = previews(storage, { colours, maxSide: 120 })
 * slider.oninput = async () => show(await pictures.get(slider.valueAsNumber))
 * ```
 */
export function previews(source: PreviewSource, options: PreviewsOptions): FramePreviews {
  return new PreviewStore(source, options)
}
