import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { JobError } from '../src/errors.js'
import { axisValue, cellParameters, defaultJob, frameShape, type Job, jobKey, parseJob } from '../src/job.js'
import { models } from '../src/models/index.js'

const base = defaultJob('driven-oscillator', 4)
const thrown = (input: unknown): JobError => {
  try {
    parseJob(input)
  } catch (error) {
    if (error instanceof JobError) return error
  }
  throw new Error('no JobError was thrown')
}
const codeOf = (input: unknown) => thrown(input).code

describe('a job from outside', () => {
  it.each(models.map(({ id }) => id))('is answered as it was: %s', id => {
    const job = defaultJob(id)
    expect(parseJob(JSON.parse(JSON.stringify(job)))).toEqual(job)
  })

  it('loses what does not belong to a job', () => {
    expect(parseJob({ ...base, x: { ...base.x, colour: 'red' }, fixed: { force: 2 }, more: 1 })).toEqual({
      ...base,
      fixed: { force: 2 },
    })
  })

  it('may leave out the end of an axis of one step', () => {
    const x = { parameter: 'drive', from: 0.5, steps: 1 }
    expect(parseJob({ ...base, x }).x).toEqual({ ...x, to: 0.5 })
  })

  it.each([undefined, null, 'job', 7, [], [base]])('is JOB_INVALID when it is no object: %j', input => {
    expect(codeOf(input)).toBe('JOB_INVALID')
  })

  it.each([undefined, 3, 'pendulum', '__proto__'])(
    'is JOB_UNKNOWN_MODEL for model %j, and says which there are',
    model => {
      expect(codeOf({ ...base, model })).toBe('JOB_UNKNOWN_MODEL')
      expect(thrown({ ...base, model }).message).toContain('double-pendulum, seir-epidemic, driven-oscillator')
    },
  )

  it.each([undefined, 'theta1', '__proto__'])('is JOB_UNKNOWN_PARAMETER for an axis over %j', parameter => {
    expect(codeOf({ ...base, y: { ...base.y, parameter } })).toBe('JOB_UNKNOWN_PARAMETER')
    expect(thrown({ ...base, y: { ...base.y, parameter } }).message).toContain('it has drive, damping, natural, force')
  })

  it('is JOB_UNKNOWN_PARAMETER for a fixed value of none of its parameters', () => {
    expect(codeOf({ ...base, fixed: { mass: 1 } })).toBe('JOB_UNKNOWN_PARAMETER')
  })

  it.each([0, -1, 1.5, 1_000_001, Number.NaN, '5', null])('is JOB_INVALID_AXIS for %j steps', steps => {
    expect(codeOf({ ...base, t: { ...base.t, steps } })).toBe('JOB_INVALID_AXIS')
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY, '1', null])('is JOB_INVALID_AXIS for an end at %j', to => {
    expect(codeOf({ ...base, x: { ...base.x, to } })).toBe('JOB_INVALID_AXIS')
  })

  it('is JOB_INVALID_AXIS for several steps from a value to itself', () => {
    expect(codeOf({ ...base, x: { ...base.x, from: 1, to: 1 } })).toBe('JOB_INVALID_AXIS')
  })

  it.each([undefined, null, 3, []])('is JOB_INVALID_AXIS without an axis: %j', x => {
    expect(codeOf({ ...base, x })).toBe('JOB_INVALID_AXIS')
  })

  it('is JOB_OUT_OF_RANGE outside what the model allows, and says what that is', () => {
    expect(codeOf({ ...base, x: { ...base.x, to: 21 } })).toBe('JOB_OUT_OF_RANGE')
    expect(codeOf({ ...base, fixed: { force: -1 } })).toBe('JOB_OUT_OF_RANGE')
    expect(thrown({ ...base, x: { ...base.x, to: 21 } }).message).toBe(
      'the end of axis x is 21; drive goes from 0.05 to 20 rad/s',
    )
  })

  it('is JOB_AXIS_TWICE when a parameter has two axes, or an axis and a fixed value', () => {
    expect(codeOf({ ...base, x: base.y })).toBe('JOB_AXIS_TWICE')
    expect(codeOf({ ...base, x: base.t })).toBe('JOB_AXIS_TWICE')
    expect(codeOf({ ...base, y: base.t })).toBe('JOB_AXIS_TWICE')
    expect(codeOf({ ...base, fixed: { drive: 1 } })).toBe('JOB_AXIS_TWICE')
  })

  it.each([3, [], 'force', { force: '1' }, { force: Number.NaN }])('is JOB_INVALID_FIXED for fixed %j', fixed => {
    expect(codeOf({ ...base, fixed })).toBe('JOB_INVALID_FIXED')
  })

  it('is JOB_TOO_LARGE for frames above 2^24 cells, and above 10^12 cells in all', () => {
    const sized = (x: number, y: number, t: number): Job => ({
      ...base,
      x: { ...base.x, steps: x },
      y: { ...base.y, steps: y },
      t: { ...base.t, steps: t },
    })
    expect(codeOf(sized(4097, 4096, 1))).toBe('JOB_TOO_LARGE')
    expect(codeOf(sized(4096, 4096, 1_000_000))).toBe('JOB_TOO_LARGE')
    expect(parseJob(sized(4096, 4096, 50_000))).toEqual(sized(4096, 4096, 50_000))
  })
})

describe('the values of an axis', () => {
  it('run from the first to the last exactly, by equal steps', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e3, max: 1e3, noNaN: true }),
        fc.double({ min: -1e3, max: 1e3, noNaN: true }),
        fc.integer({ min: 2, max: 300 }),
        (from, to, steps) => {
          const axis = { parameter: 'x', from, to, steps }
          const values = Array.from({ length: steps }, (_, step) => axisValue(axis, step))
          expect([values[0], values.at(-1)]).toEqual([from, to])
          for (const [step, value] of values.entries())
            expect(value).toBeCloseTo(from + (step / (steps - 1)) * (to - from), 9)
        },
      ),
    )
  })

  it('are the first alone where there is one step', () => {
    expect(axisValue({ parameter: 'x', from: 3, to: 9, steps: 1 }, 0)).toBe(3)
  })
})

describe('the parameters of a cell', () => {
  it('follow x, then y, then t, with the fixed and the default values beside them', () => {
    const job: Job = {
      model: 'driven-oscillator',
      x: { parameter: 'drive', from: 1, to: 3, steps: 3 },
      y: { parameter: 'natural', from: 4, to: 5, steps: 2 },
      t: { parameter: 'damping', from: 0.5, to: 1, steps: 2 },
      fixed: { force: 7 },
    }
    expect(cellParameters(job, 0)).toEqual({ drive: 1, natural: 4, damping: 0.5, force: 7 })
    expect(cellParameters(job, 5)).toEqual({ drive: 3, natural: 5, damping: 0.5, force: 7 })
    expect(cellParameters(job, 6)).toEqual({ drive: 1, natural: 4, damping: 1, force: 7 })
    expect(cellParameters({ ...job, fixed: {} }, 1)).toEqual({ drive: 2, natural: 4, damping: 0.5, force: 1 })
  })

  it('has frames of as many rows as y and as many columns as x', () => {
    const { x, y, t } = base
    expect(frameShape({ ...base, x: { ...x, steps: 3 }, y: { ...y, steps: 2 }, t })).toEqual([2, 3])
  })
})

describe('the key of a job', () => {
  it('is a name of letters, digits and dashes that begins with the model', () => {
    for (const { id } of models) expect(jobKey(defaultJob(id))).toMatch(new RegExp(`^${id}-[0-9a-f]{16}$`))
  })

  it('is the same for the same cells, however they were written', () => {
    const { model, x, y, t } = base
    const key = jobKey(base)
    expect(jobKey({ t, y, x, model, fixed: {} })).toBe(key)
    expect(jobKey({ ...base, fixed: { force: 1 } })).toBe(key) // the model's own value
    expect(jobKey(parseJob(JSON.parse(JSON.stringify(base))))).toBe(key)
  })

  it('is another one when any cell is another one', () => {
    const jobs: Job[] = [
      base,
      defaultJob('driven-oscillator', 5),
      { ...base, fixed: { force: 2 } },
      { ...base, x: { ...base.x, to: 1.75 } },
      { ...base, x: base.y, y: base.x },
      { ...base, t: { ...base.t, from: 0.3 } },
    ]
    expect(new Set(jobs.map(jobKey)).size).toBe(jobs.length)
  })
})
