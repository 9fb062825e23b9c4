import type { Frame, FrameStorage, GlobalRange } from '@plimsoll/frame-storage'
import type { FrameSource } from '@plimsoll/frame-storage/video'
import { frameShape, type Job } from './job.js'
import { project } from './projection.js'
import { pictureShape, type View } from './view.js'

/** The part of a storage that pictures and films are made of. */
export type PictureSource = Pick<FrameStorage<'float32'>, 'shape' | 'getAllFrames' | 'computeGlobalRange'>

/** The volumes of a storage as pictures, one at a time; planes as they are. */
export class ProjectedFrames implements FrameSource {
  /** Rows and columns of a picture. */
  readonly shape: readonly [number, number]
  readonly #source: PictureSource
  readonly #job: Job
  readonly #view: View

  constructor(source: PictureSource, job: Job, view: View) {
    this.#source = source
    this.#job = job
    this.#view = view
    this.shape = pictureShape(job, view)
  }

  /** The range over all cells of all frames. */
  computeGlobalRange(): GlobalRange {
    return this.#source.computeGlobalRange()
  }

  /** All pictures, in order; each the caller's own. */
  async *getAllFrames(
    options: { readonly to?: number; readonly prefetch?: number } = {},
  ): AsyncGenerator<Frame<Float32Array>, void, undefined> {
    const { z } = this.#job
    const [planes = 1, rows = 1, columns = 1] = frameShape(this.#job)
    for await (const frame of this.#source.getAllFrames(options)) {
      if (!z) {
        yield frame
        continue
      }
      const picture = new Float32Array(this.shape[0] * this.shape[1])
      yield { ...frame, grid: project(frame.grid, [planes, rows, columns], this.#view, picture) }
    }
  }
}
