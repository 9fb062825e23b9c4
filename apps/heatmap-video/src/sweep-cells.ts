import { SweepError } from './errors.js'
import { axisValue, cellModelOf, cellParameters, countCells, type Job } from './job.js'
import type { CellModel } from './models/index.js'

/**
 * Simulates the cells of a flat range: x runs fastest, then y, z where there is one, then t.
 *
 * @param job - as {@link parseJob} answered it
 * @param start - the first cell
 * @param end - the cell after the last
 * @param model - the job's, unless a test brings its own
 * @returns one number per cell
 * @throws {@link SweepError} `SWEEP_MODEL_FAILED`, naming the cell and its parameters, where the model throws
 */
export function computeCells(job: Job, start: number, end: number, model: CellModel = cellModelOf(job)): Float32Array {
  const { x, y, z, t } = job
  const { frame } = countCells(job)
  const ids = model.parameters.map(({ id }) => id)
  const [atX, atY, atT] = [x, y, t].map(({ parameter }) => ids.indexOf(parameter)) as [number, number, number]
  const plane = x.steps * y.steps
  const p = Float64Array.from(model.parameters, ({ id, value }) => job.fixed?.[id] ?? value)
  const values = new Float32Array(end - start)
  let cell = start
  try {
    while (cell < end) {
      // One row, or the part of it that is asked for.
      const column = cell % x.steps
      const stop = Math.min(end, cell - column + x.steps)
      p[atT] = axisValue(t, Math.floor(cell / frame))
      if (z) p[ids.indexOf(z.parameter)] = axisValue(z, Math.floor((cell % frame) / plane))
      p[atY] = axisValue(y, Math.floor((cell % plane) / x.steps))
      for (let index = column; cell < stop; cell++, index++) {
        p[atX] = axisValue(x, index)
        values[cell - start] = model.simulate(p)
      }
    }
  } catch (cause) {
    throw modelFailed(job, cell, cause)
  }
  return values
}

function modelFailed(job: Job, cell: number, cause: unknown): SweepError {
  const parameters = cellParameters(job, cell)
  const text = Object.entries(parameters).map(([id, value]) => `${id} = ${value}`)
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new SweepError('SWEEP_MODEL_FAILED', `${job.model} failed in cell ${cell} (${text.join(', ')}): ${reason}`, {
    cause,
    cell,
    parameters,
  })
}
