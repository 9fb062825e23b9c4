import { describe, expect, it } from 'vitest'
import { JobError } from '../../src/errors.js'
import { FieldRun } from '../../src/field-run.js'
import { axisValue, countCells, defaultJob, type Job, parseJob } from '../../src/job.js'
import { heatMode, heatSpot } from '../../src/models/heat.js'
import { heatStep } from '../../src/models/heat-step.js'

const cube = (n: number) => [n, n, n] as const

/** The amplitude of a wave in a field, by projection; the wave has it at the start. */
function amplitude(values: Float32Array, n: number, [kx, ky, kz]: readonly [number, number, number]): number {
  const wave = (k: number, at: number) => Math.cos((k * Math.PI * (at + 0.5)) / n)
  let [product, norm, at] = [0, 0, 0]
  for (let k = 0; k < n; k++)
    for (let j = 0; j < n; j++)
      for (let i = 0; i < n; i++) {
        const mode = wave(kx, i) * wave(ky, j) * wave(kz, k)
        product += mode * (values[at++] as number)
        norm += mode * mode
      }
  return product / norm
}

const sum = (values: Float32Array) => values.reduce((total, value) => total + value, 0)

describe('heat that begins as a wave, n = 50, r = 0.15, after 500 steps (t = 0.03)', () => {
  it.each([
    { mode: [1, 0, 0] as const, discrete: 0.7437291, continuous: Math.exp(-(Math.PI ** 2) * 0.03), relative: 1e-5 },
    {
      mode: [1, 1, 1] as const,
      discrete: 0.4111646,
      continuous: Math.exp(-3 * Math.PI ** 2 * 0.03),
      relative: -5.0e-4,
    },
    {
      mode: [2, 1, 0] as const,
      discrete: 0.2274155,
      continuous: Math.exp(-5 * Math.PI ** 2 * 0.03),
      relative: -5.4e-4,
    },
  ])('has $discrete of wave $mode left, as the scheme says', ({ mode, discrete, continuous, relative }) => {
    const n = 50
    const [kx, ky, kz] = mode
    const field = heatMode.evolve?.(cube(n), { diffusivity: 1, courant: 0.15, kx, ky, kz })
    if (!field) throw new Error('heat does not evolve')
    const before = Float32Array.from(field.values)
    field.advanceTo(0.03)
    expect(Math.abs(amplitude(field.values, n, mode) - discrete)).toBeLessThan(1e-6)
    // Cell by cell, not in the mean alone.
    let worst = 0
    for (let at = 0; at < before.length; at++)
      worst = Math.max(worst, Math.abs((field.values[at] as number) - discrete * (before[at] as number)))
    expect(worst).toBeLessThan(1e-6)
    expect(discrete / continuous - 1).toBeCloseTo(relative, 4)
  })
})

describe('the scheme', () => {
  it('keeps the sum of the heat: no wall lets any through', () => {
    const field = heatSpot.evolve?.([24, 20, 28], { size: 0.2, spotX: 0.1, spotY: 0.9, spotZ: 0.4, courant: 1 / 6 })
    if (!field) throw new Error('heat does not evolve')
    const before = sum(field.values)
    field.advanceTo(0.05)
    expect(Math.abs(sum(field.values) / before - 1)).toBeLessThan(1e-6)
  })

  it.each([
    { r: 1 / 6, most: 1 },
    { r: 0.17, least: 1e15 },
  ])('after 1500 steps with r = $r is bounded by $most, or at least $least', ({ r, most, least }) => {
    const n = 24
    let u = new Float32Array(n ** 3)
    let next = new Float32Array(n ** 3)
    // The wave that grows first: every cell against its neighbours.
    for (let at = 0; at < u.length; at++)
      u[at] = (at + Math.floor(at / n) + Math.floor(at / (n * n))) % 2 === 0 ? 1 : -1
    for (let step = 0; step < 1500; step++) {
      heatStep(u, next, cube(n), { x: r, y: r, z: r })
      ;[u, next] = [next, u]
    }
    const largest = u.reduce((seen, value) => Math.max(seen, Math.abs(value)), 0)
    if (most !== undefined) expect(largest).toBeLessThanOrEqual(most)
    if (least !== undefined) expect(largest).toBeGreaterThan(least)
  })

  it('refuses r above 1/6 with what is allowed, in a job and by itself', () => {
    const job = defaultJob('heat-mode', 8)
    expect(() => parseJob({ ...job, fixed: { courant: 0.17 } })).toThrow(/courant goes from 0.001 to 0.1666/)
    expect(parseJob({ ...job, fixed: { courant: 1 / 6 } }).fixed).toEqual({ courant: 1 / 6 })
    expect(() => heatMode.evolve?.(cube(8), { courant: 0.17 })).toThrow(JobError)
    expect(() => heatMode.evolve?.(cube(8), { courant: 0.17 })).toThrow(/stable for r of at most 1\/6/)
    expect(() => heatMode.evolve?.(cube(8), { courant: Number.NaN })).toThrow(JobError)
  })

  it('spreads a spot of s = 0.06 as a Gaussian: n = 64, r = 0.15, 60 steps', () => {
    const [n, s] = [64, 0.06]
    const t = (60 * 0.15) / n ** 2
    const field = heatSpot.evolve?.(cube(n), { size: s, courant: 0.15 })
    if (!field) throw new Error('heat does not evolve')
    field.advanceTo(t)
    const middle = field.values[(n / 2) * (n * n + n + 1)] as number
    const dx = 1 / n
    const analytic = (1 + (2 * t) / s ** 2) ** -1.5 * Math.exp((-3 * (dx / 2) ** 2) / (2 * (s ** 2 + 2 * t)))
    expect(analytic).toBeCloseTo(0.2987, 4)
    expect(middle).toBeCloseTo(0.2978, 4)
    expect(Math.abs(middle / analytic - 1)).toBeLessThan(0.005)
  })
})

describe('the frames of a job of heat', () => {
  const job: Job = { ...defaultJob('heat-spot', 12), t: { parameter: 'time', from: 0, to: 0.01, steps: 6 } }
  const { frame } = countCells(job)
  const frames = (run: FieldRun, order: readonly number[]) =>
    order.map(index => run.cells(job, index * frame, (index + 1) * frame))

  it('are the same bit by bit, whoever computes them, in one go or from the middle on', () => {
    const all = frames(new FieldRun(), [0, 1, 2, 3, 4, 5])
    expect(frames(new FieldRun(), [3, 4, 5])).toEqual(all.slice(3))
    expect(frames(new FieldRun(), [5, 1])).toEqual([all[5], all[1]])
    expect(frames(new FieldRun(), [0, 2, 4])).toEqual([all[0], all[2], all[4]])
  })

  it('begin as the spot, and cool from there', () => {
    const run = new FieldRun()
    const peaks = frames(run, [0, 1, 2, 3, 4, 5]).map(values => Math.max(...values))
    expect(peaks).toEqual([...peaks].sort((a, b) => b - a))
    expect(peaks[0]).toBeGreaterThan(0.48)
    expect(axisValue(job.t, 5)).toBe(0.01)
  })

  it('fill the cube from wall to wall, forward in time: nothing else is a job', () => {
    const code = (input: unknown) => {
      try {
        parseJob(input)
        return undefined
      } catch (error) {
        return (error as JobError).code
      }
    }
    expect(code({ ...job, x: { ...job.x, to: 0.5 } })).toBe('JOB_INVALID_AXIS')
    expect(code({ ...job, z: undefined })).toBe('JOB_INVALID_AXIS')
    expect(code({ ...job, x: { ...job.x, parameter: 'y' }, y: { ...job.y, parameter: 'x' } })).toBe('JOB_INVALID_AXIS')
    expect(code({ ...job, t: { ...job.t, from: 0.02 } })).toBe('JOB_INVALID_AXIS')
    expect(code({ ...job, z: { ...job.z, steps: 0 } })).toBe('JOB_INVALID_AXIS')
    expect(code({ ...job, z: { ...job.z, steps: 1_000_000 } })).toBe('JOB_TOO_LARGE')
    expect(code({ ...job, z: { ...job.z, from: 0, steps: 1 } })).toBeUndefined()
  })
})
