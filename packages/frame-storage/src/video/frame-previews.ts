import { type BudgetLike, type ByteSize, type MemoryConsumer, type MemoryUsage, parseBytes } from '@plimsoll/bytes'
import { FrameStorageError } from '../errors.js'
import type { Frame } from '../frame.js'
import { shown } from '../shown.js'
import { type ColourRange, chooseRange, type RangeSource } from './colour-range.js'
import { KeptPictures } from './kept-pictures.js'
import type { ValueRange } from './paint-cells.js'
import type { PaintFrameOptions } from './paint-frame.js'
import { checkColours, checkNames, defaultInvalidColour, refuse } from './paint-options.js'
import { planPlane } from './plane.js'
import {
  checkCanvas,
  checkPreviewSize,
  type PreviewSize,
  type RenderPreviewOptions,
  renderPreview,
} from './render-preview.js'

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
   * for those used longest ago, is handed out and not kept.
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
   * @throws {@link @plimsoll/frame-storage!index.FrameStorageError | FrameStorageError} `FRAMES_CLOSED` after {@link close}
   */
  get(index: number, options?: { readonly signal?: AbortSignal }): Promise<Blob | undefined>
  /** Forgets the picture of a frame, such as one that was stored again; `false` where there was none. */
  delete(index: number): boolean
  /** Forgets all pictures. */
  clear(): void
  /** Forgets all pictures, leaves the budget and refuses who still waits; may be called twice. */
  close(): void
  /** As {@link close}. Missing where the platform has no `Symbol.dispose`. */
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
 * `VIDEO_UNSUPPORTED` where there is no `OffscreenCanvas`
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

interface Question {
  readonly index: number
  readonly signal: AbortSignal | undefined
  readonly answer: (picture: Blob | undefined) => void
  readonly fail: (error: unknown) => void
}

class PreviewStore implements FramePreviews {
  static {
    if (Symbol.dispose)
      Object.defineProperty(PreviewStore.prototype, Symbol.dispose, {
        configurable: true,
        value(this: PreviewStore) {
          this.close()
        },
      })
  }

  declare readonly [Symbol.dispose]: () => void
  readonly name: string
  readonly #source: PreviewSource
  readonly #painting: Omit<RenderPreviewOptions, 'range'>
  readonly #chosen: ColourRange
  readonly #kept: KeptPictures
  readonly #waiting: Question[] = []
  #range: ValueRange | undefined
  #version = 0
  #isBusy = false
  #isClosed = false

  constructor(source: PreviewSource, options: PreviewsOptions) {
    checkNames('previews', options, names)
    const { range = 'global', maxBytes = '16MiB', budget, name = 'previews', ...painting } = options
    checkColours(painting.colours, painting.invalidColour ?? defaultInvalidColour)
    checkPreviewSize(painting)
    planPlane({ ...painting, shape: source.shape })
    if (typeof range === 'object') chooseRange(range, source)
    if (budget !== undefined && typeof (budget as Partial<BudgetLike> | null)?.register !== 'function')
      refuse(`budget is ${shown(budget)}; give a MemoryBudget, or what has register()`)
    this.#kept = new KeptPictures(parseBytes(maxBytes))
    checkCanvas()
    this.name = name
    this.#source = source
    this.#painting = { ...painting, shape: source.shape }
    this.#chosen = range
    if (budget) this.#kept.join(budget, this)
  }

  get(index: number, { signal }: { readonly signal?: AbortSignal } = {}): Promise<Blob | undefined> {
    return new Promise((answer, fail) => {
      if (this.#isClosed) throw closed()
      signal?.throwIfAborted()
      const kept = this.#look(index)
      if (kept) return answer(kept)
      this.#waiting.push({ index, signal, answer, fail })
      void this.#work()
    })
  }

  delete(index: number): boolean {
    // What is being made just now may be of before.
    this.#version += 1
    return this.#kept.delete(index)
  }

  clear(): void {
    this.#version += 1
    this.#kept.clear()
  }

  close(): void {
    this.#isClosed = true
    this.#version += 1
    this.#kept.close()
    for (const { fail } of this.#waiting.splice(0)) fail(closed())
  }

  memoryUsage(): MemoryUsage {
    return this.#kept.usage()
  }

  reclaim(bytes: number): number {
    return this.#kept.reclaim(bytes)
  }

  async #work(): Promise<void> {
    if (this.#isBusy) return
    this.#isBusy = true
    for (let question = this.#waiting.pop(); question; question = this.#waiting.pop()) {
      const { index, signal, answer, fail } = question
      try {
        signal?.throwIfAborted()
        const picture = this.#look(index) ?? (await this.#make(index))
        signal?.throwIfAborted()
        answer(picture)
      } catch (error) {
        fail(error)
      }
    }
    this.#isBusy = false
  }

  async #make(index: number): Promise<Blob | undefined> {
    const range = this.#range as ValueRange
    const version = this.#version
    const frame = await this.#source.getFrame(index)
    if (!frame) return undefined
    const picture = await renderPreview(frame.grid, { ...this.#painting, range })
    if (version === this.#version) this.#kept.keep(index, picture)
    return picture
  }

  #look(index: number): Blob | undefined {
    const { min, max } = chooseRange(this.#chosen, this.#source)
    if (!(Object.is(min, this.#range?.min) && Object.is(max, this.#range?.max))) this.clear()
    this.#range = { min, max }
    return this.#kept.get(index)
  }
}

function closed(): FrameStorageError {
  return new FrameStorageError('FRAMES_CLOSED', 'these previews are closed; make new ones with previews()')
}

const names = [
  'colours',
  'invalidColour',
  'range',
  'slice',
  'project',
  'flipY',
  'maxSide',
  'quality',
  'maxBytes',
  'budget',
  'name',
] satisfies Array<keyof PreviewsOptions>
