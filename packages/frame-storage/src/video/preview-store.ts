import { type BudgetLike, type MemoryUsage, parseBytes } from '@plimsoll/bytes'
import { FrameStorageError } from '../errors.js'
import type { Grid } from '../frame.js'
import { checkIndex } from '../options/check-arguments.js'
import { shown } from '../shown.js'
import { type ColourRange, chooseRange } from './colour-range.js'
import type { FramePreviews, PreviewSource, PreviewsOptions } from './frame-previews.js'
import { KeptPictures } from './kept-pictures.js'
import type { ValueRange } from './paint-cells.js'
import { checkColours, checkNames, defaultInvalidColour, refuse } from './paint-options.js'
import { checkFrame, type PlanePlan, planPlane } from './plane.js'
import {
  checkCanvas,
  checkPreviewSize,
  drawPreview,
  encodePreview,
  freePixels,
  type RenderPreviewOptions,
} from './render-preview.js'

/** Somebody who asks for a picture. */
interface Question {
  readonly index: number
  readonly signal: AbortSignal | undefined
  readonly answer: (picture: Blob | undefined) => void
  readonly fail: (error: unknown) => void
}

/** Makes pictures one after another, those that are asked for before the one that is offered. */
export class PreviewStore implements FramePreviews {
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
  readonly #plane: PlanePlan
  readonly #chosen: ColourRange
  readonly #kept: KeptPictures
  readonly #waiting: Question[] = []
  // Drawn, and not encoded yet: frames must not pile up, so there is one.
  #offered: { readonly index: number; readonly canvas: OffscreenCanvas } | undefined
  #range: ValueRange = { min: Number.NaN, max: Number.NaN }
  #version = 0
  #isBusy = false
  #isClosed = false

  constructor(source: PreviewSource, options: PreviewsOptions) {
    checkNames('previews', options, names)
    const { range = 'global', maxBytes = '16MiB', budget, name = 'previews', ...painting } = options
    checkColours(painting.colours, painting.invalidColour ?? defaultInvalidColour)
    checkPreviewSize(painting)
    this.#plane = planPlane({ ...painting, shape: source.shape })
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

  offer(index: number, grid: Grid): void {
    if (this.#isClosed) return
    checkIndex(index)
    checkFrame({ index, grid }, this.#plane)
    this.#followRange()
    if (this.#kept.has(index)) return
    this.#dropOffer()
    this.#offered = { index, canvas: drawPreview(grid, { ...this.#painting, range: this.#range }) }
    void this.#work()
  }

  delete(index: number): boolean {
    // What is being made just now may be of before.
    this.#version += 1
    if (this.#offered?.index === index) this.#dropOffer()
    return this.#kept.delete(index)
  }

  clear(): void {
    this.#version += 1
    this.#dropOffer()
    this.#kept.clear()
  }

  close(): void {
    this.#isClosed = true
    this.clear()
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
    for (;;) {
      const question = this.#waiting.pop()
      if (question) await this.#reply(question)
      else if (this.#offered) await this.#takeOffer(this.#offered.index).catch(() => {})
      else break
    }
    this.#isBusy = false
  }

  async #reply({ index, signal, answer, fail }: Question): Promise<void> {
    try {
      signal?.throwIfAborted()
      const picture = this.#look(index) ?? (await this.#takeOffer(index)) ?? (await this.#read(index))
      signal?.throwIfAborted()
      answer(picture)
    } catch (error) {
      fail(error)
    }
  }

  async #takeOffer(index: number): Promise<Blob | undefined> {
    const offered = this.#offered
    if (offered?.index !== index) return undefined
    this.#offered = undefined
    return await this.#encode(index, this.#version, offered.canvas)
  }

  async #read(index: number): Promise<Blob | undefined> {
    const range = this.#range
    const version = this.#version
    const frame = await this.#source.getFrame(index)
    return frame && (await this.#encode(index, version, drawPreview(frame.grid, { ...this.#painting, range })))
  }

  async #encode(index: number, version: number, canvas: OffscreenCanvas): Promise<Blob> {
    const picture = await encodePreview(canvas, this.#painting)
    if (version === this.#version) this.#kept.keep(index, picture)
    return picture
  }

  #dropOffer(): void {
    if (this.#offered) freePixels(this.#offered.canvas)
    this.#offered = undefined
  }

  #look(index: number): Blob | undefined {
    this.#followRange()
    return this.#kept.get(index)
  }

  // Beside one another, pictures of different ranges would lie.
  #followRange(): void {
    const { min, max } = chooseRange(this.#chosen, this.#source)
    if (Object.is(min, this.#range.min) && Object.is(max, this.#range.max)) return
    this.clear()
    this.#range = { min, max }
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
