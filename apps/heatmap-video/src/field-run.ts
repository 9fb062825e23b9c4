import { SweepError } from './errors.js'
import { axisValue, cellParameters, countCells, frameShape, type Job, jobKey, modelOf } from './job.js'
import type { Evolution } from './models/index.js'

/**
 * The field of one job, from frame to frame; kept by the worker that computes it.
 *
 * A frame that does not lie ahead, or a worker that took over, begins at time 0 again: the same bits come out.
 */
export class FieldRun {
  #key = ''
  #reached = Number.POSITIVE_INFINITY
  #evolution: Evolution | undefined

  /**
   * Answers the cells from `start` to before `end`, all of one frame: a copy, the caller's own.
   *
   * @throws {@link SweepError} `SWEEP_MODEL_FAILED`, naming the first cell of the frame, where the model throws
   */
  cells(job: Job, start: number, end: number): Float32Array {
    const { frame } = countCells(job)
    const index = Math.floor(start / frame)
    try {
      const values = this.#at(job, axisValue(job.t, index))
      return values.slice(start - index * frame, end - index * frame)
    } catch (cause) {
      this.#evolution = undefined
      const parameters = cellParameters(job, start)
      const reason = cause instanceof Error ? cause.message : String(cause)
      throw new SweepError('SWEEP_MODEL_FAILED', `${job.model} failed in frame ${index}: ${reason}`, {
        cause,
        cell: start,
        parameters,
      })
    }
  }

  #at(job: Job, time: number): Float32Array {
    const key = jobKey(job)
    if (!this.#evolution || this.#key !== key || this.#reached > time) {
      const model = modelOf(job)
      const [planes = 1, rows = 1, columns = 1] = frameShape(job)
      const p = Object.fromEntries(model.parameters.map(({ id, value }) => [id, job.fixed?.[id] ?? value]))
      // What an earlier job left is let go before room is made for this one.
      this.#evolution = undefined
      this.#evolution = model.evolve?.([planes, rows, columns], p)
      if (!this.#evolution) throw new RangeError(`${model.id} does not evolve`)
      this.#key = key
    }
    this.#evolution.advanceTo(time)
    this.#reached = time
    return this.#evolution.values
  }
}
