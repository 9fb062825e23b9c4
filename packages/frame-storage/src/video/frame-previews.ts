import { type ByteSize, type MemoryConsumer, type MemoryUsage, parseBytes } from '@plimsoll/bytes'
import type { Frame } from '../frame.js'
import { type ColourRange, chooseRange, type RangeSource } from './colour-range.js'
import type { ValueRange } from './paint-cells.js'
import type { PaintFrameOptions } from './paint-frame.js'
import { checkColours, checkNames, defaultInvalidColour } from './paint-options.js'
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
   */
  get(index: number, options?: { readonly signal?: AbortSignal }): Promise<Blob | undefined>
  /** Forgets the picture of a frame that was stored again; all of them where no index is given. */
  drop(index?: number): void
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

/** What an entry takes beside its bytes: a slot of the map, and the object that stands for the bytes. */
const entryBytes = 200

class PreviewStore implements FramePreviews {
  readonly name: string
  readonly #source: PreviewSource
  readonly #painting: Omit<RenderPreviewOptions, 'range'>
  readonly #chosen: ColourRange
  readonly #maxBytes: number
  readonly #kept = new Map<number, Blob>()
  readonly #waiting: Question[] = []
  #range: ValueRange | undefined
  #bytes = 0
  #version = 0
  #busy = false

  constructor(source: PreviewSource, options: PreviewsOptions) {
    checkNames('previews', options, names)
    const { range = 'global', maxBytes = '16MiB', name = 'previews', ...painting } = options
    checkColours(painting.colours, painting.invalidColour ?? defaultInvalidColour)
    checkPreviewSize(painting)
    planPlane({ ...painting, shape: source.shape })
    if (typeof range === 'object') chooseRange(range, source)
    this.#maxBytes = parseBytes(maxBytes)
    checkCanvas()
    this.name = name
    this.#source = source
    this.#painting = { ...painting, shape: source.shape }
    this.#chosen = range
  }

  get(index: number, { signal }: { readonly signal?: AbortSignal } = {}): Promise<Blob | undefined> {
    return new Promise((answer, fail) => {
      signal?.throwIfAborted()
      const kept = this.#look(index)
      if (kept) return answer(kept)
      this.#waiting.push({ index, signal, answer, fail })
      void this.#work()
    })
  }

  drop(index?: number): void {
    // What is being made just now may be of before.
    this.#version += 1
    for (const key of index === undefined ? [...this.#kept.keys()] : [index]) this.#forget(key)
  }

  memoryUsage(): MemoryUsage {
    const { size } = this.#kept
    return { heapBytes: size * entryBytes, externalBytes: this.#bytes, entries: size }
  }

  reclaim(bytes: number): number {
    let freed = 0
    for (const index of this.#kept.keys()) {
      if (freed >= bytes) break
      freed += this.#forget(index)
    }
    return freed
  }

  async #work(): Promise<void> {
    if (this.#busy) return
    this.#busy = true
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
    this.#busy = false
  }

  async #make(index: number): Promise<Blob | undefined> {
    const range = this.#range as ValueRange
    const version = this.#version
    const frame = await this.#source.getFrame(index)
    if (!frame) return undefined
    const picture = await renderPreview(frame.grid, { ...this.#painting, range })
    if (version === this.#version) this.#keep(index, picture)
    return picture
  }

  #look(index: number): Blob | undefined {
    const { min, max } = chooseRange(this.#chosen, this.#source)
    if (!(Object.is(min, this.#range?.min) && Object.is(max, this.#range?.max))) this.drop()
    this.#range = { min, max }
    const kept = this.#kept.get(index)
    if (!kept) return undefined
    this.#kept.delete(index)
    this.#kept.set(index, kept)
    return kept
  }

  #keep(index: number, picture: Blob): void {
    const bytes = picture.size + entryBytes
    if (bytes > this.#maxBytes) return
    this.#forget(index)
    for (const oldest of this.#kept.keys()) {
      if (this.#bytes + (this.#kept.size + 1) * entryBytes + picture.size <= this.#maxBytes) break
      this.#forget(oldest)
    }
    this.#kept.set(index, picture)
    this.#bytes += picture.size
  }

  #forget(index: number): number {
    const kept = this.#kept.get(index)
    if (!kept) return 0
    this.#kept.delete(index)
    this.#bytes -= kept.size
    return kept.size + entryBytes
  }
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
  'name',
] satisfies Array<keyof PreviewsOptions>
