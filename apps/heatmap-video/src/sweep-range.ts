import { FieldRun } from './field-run.js'
import { cellModelOf, type Job, jobKey, modelOf, sourceNames } from './job.js'
import type { CellModel } from './models/index.js'
import { computeCells } from './sweep-cells.js'
import type { SweepTask, SweepValues } from './sweep-task.js'

/** What one worker computes, task after task: it keeps the field that it is at, and the model that it loaded. */
export class SweepRange {
  readonly #field = new FieldRun()
  #loaded: { readonly key: string; readonly model: Promise<CellModel> } | undefined

  /** Answers the cells of a task. */
  async compute({ job, start, end, base }: SweepTask): Promise<SweepValues> {
    if (start === end) return { start, values: new Float32Array(0) }
    if (modelOf(job).evolve) return { start, values: this.#field.cells(job, start, end) }
    return { start, values: computeCells(job, start, end, await this.#model(job, base)) }
  }

  #model(job: Job, base: string | undefined): Promise<CellModel> {
    const key = jobKey(job)
    if (this.#loaded?.key === key) return this.#loaded.model
    const model = load(job, base)
    this.#loaded = { key, model }
    // A module that could not be loaded is tried again, when the network is back.
    model.catch(() => {
      if (this.#loaded?.model === model) this.#loaded = undefined
    })
    return model
  }
}

async function load(job: Job, base: string | undefined): Promise<CellModel> {
  const model = modelOf(job)
  if (!model.source) return cellModelOf(job)
  const names = sourceNames(job)
  const prepared = await model.source.prepare(job.source ?? '', names, base)
  // Its names in the order of the parameters that it has: x, y, z, t, without z where frames are planes.
  return { ...model, parameters: model.parameters.filter(({ id }) => names.includes(id)), simulate: prepared }
}
