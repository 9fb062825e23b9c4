import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SweepError } from '../src/errors.js'
import { axisValue, defaultJob, type Job } from '../src/job.js'
import { doublePendulum } from '../src/models/double-pendulum.js'
import { drivenOscillator } from '../src/models/driven-oscillator.js'
import type { CellModel } from '../src/models/index.js'
import { computeCells } from '../src/sweep-cells.js'

/** The plain way: three loops, one call each. */
function plainly(job: Job, model: CellModel): number[] {
  const values: number[] = []
  for (let k = 0; k < job.t.steps; k++)
    for (let j = 0; j < job.y.steps; j++)
      for (let i = 0; i < job.x.steps; i++) {
        const named: Record<string, number> = {
          ...job.fixed,
          [job.x.parameter]: axisValue(job.x, i),
          [job.y.parameter]: axisValue(job.y, j),
          [job.t.parameter]: axisValue(job.t, k),
        }
        values.push(Math.fround(model.simulate(Float64Array.from(model.parameters, p => named[p.id] ?? p.value))))
      }
  return values
}

/** Tells its four parameters by its answer, in whole numbers. */
const telling: CellModel = { ...drivenOscillator, simulate: p => p.reduce((sum, value) => sum * 17 + value, 0) }
const steps = fc.integer({ min: 1, max: 9 })
const order = fc.shuffledSubarray(['drive', 'damping', 'natural', 'force'], { minLength: 3, maxLength: 3 })
const jobs: fc.Arbitrary<Job> = fc.record({ order, x: steps, y: steps, t: steps }).map(({ order, x, y, t }) => {
  const axis = (parameter: string, steps: number) => ({ parameter, from: 1, to: steps === 1 ? 1 : steps, steps })
  const [first = '', second = '', third = ''] = order
  return { model: 'driven-oscillator', x: axis(first, x), y: axis(second, y), t: axis(third, t) }
})

describe('the cells of a range', () => {
  it('are those that three plain loops give, for any axes, in any pieces', () => {
    fc.assert(
      fc.property(jobs, fc.integer({ min: 1, max: 100 }), (job, size) => {
        const total = job.x.steps * job.y.steps * job.t.steps
        const values: number[] = []
        for (let start = 0; start < total; start += size)
          values.push(...computeCells(job, start, Math.min(total, start + size), telling))
        expect(values).toEqual(plainly(job, telling))
      }),
    )
  })

  it('are those that three plain loops give for 50 x 50 x 50 simulations', () => {
    const job = defaultJob('driven-oscillator', 50)
    expect(Array.from(computeCells(job, 0, 125_000))).toEqual(plainly(job, drivenOscillator))
  })

  it('are NaN where the model has no answer', () => {
    const job = defaultJob('double-pendulum', 3)
    expect(Array.from(computeCells(job, 0, 9))).toEqual(plainly(job, doublePendulum).slice(0, 9))
    expect(computeCells(job, 4, 5)[0]).toBeNaN() // hanging at rest
  })

  it('name the cell and its parameters where the model throws', () => {
    const job = defaultJob('driven-oscillator', 50)
    let calls = 0
    const failing: CellModel = {
      ...drivenOscillator,
      simulate() {
        if (calls++ === 70_000 - 60_000) throw new RangeError('the spring broke')
        return 0
      },
    }
    const compute = () => computeCells(job, 60_000, 80_000, failing)
    expect(compute).toThrow(SweepError)
    calls = 0
    try {
      compute()
    } catch (error) {
      expect(error).toMatchObject({
        code: 'SWEEP_MODEL_FAILED',
        cell: 70_000,
        parameters: { drive: 0.5, natural: 1, damping: axisValue(job.t, 28), force: 1 },
        message: expect.stringMatching(
          /^driven-oscillator failed in cell 70000 \(drive = 0\.5, .*\): the spring broke$/,
        ),
        cause: expect.any(RangeError),
      })
    }
  })
})
