import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaultJob } from '../src/job.js'
import { checkLine, frameBytesOf, leastLine, usualLine } from '../src/load-line.js'
import { pageLoad } from '../src/page-load.js'

const mebi = 2 ** 20

describe('the line of a job', () => {
  it('lies at (workers + 2) frames + 16 MiB, whatever the number of frames', () => {
    for (const steps of [1, 50, 5000]) {
      const job = { ...defaultJob(), t: { ...defaultJob().t, steps } }
      expect(usualLine({ job, workers: 2 })).toBe(4 * 10_000 + 16 * mebi)
    }
  })

  it('lies higher where the job needs it: tables of a million frames, pictures larger than frames', () => {
    const job = { ...defaultJob(), t: { ...defaultJob().t, steps: 1_000_000 } }
    expect(usualLine({ job, workers: 2 })).toBe(leastLine({ job, workers: 2 }))
    expect(usualLine({ job: defaultJob(), workers: 2, renderBytes: 500 * mebi })).toBeGreaterThan(500 * mebi)
  })

  it('is allowed from the least on, and no byte below', () => {
    const loads = fc.record({ steps: fc.integer({ min: 1, max: 400 }), workers: fc.integer({ min: 1, max: 64 }) })
    fc.assert(
      fc.property(loads, ({ steps, workers }) => {
        const load = pageLoad(defaultJob('seir-epidemic', steps), workers)
        const least = leastLine(load)
        expect(least).toBeGreaterThan(3 * frameBytesOf(load.job)) // the picture and one frame
        expect(usualLine(load)).toBeGreaterThanOrEqual(least)
        expect(() => checkLine(least, load)).not.toThrow()
        expect(() => checkLine(least - 1, load)).toThrow(expect.objectContaining({ code: 'SWEEP_LINE_TOO_LOW' }))
      }),
    )
  })

  it('that is too low is refused with what is needed, to the byte', () => {
    const load = { job: defaultJob(), workers: 1 }
    const least = leastLine(load)
    expect(() => checkLine(1000, load)).toThrow(
      `a line at 1000 bytes is too low for one frame of 50 x 50 (9.8 KiB) and what comes with it on 1 worker: allow 34.9 KiB (${least} bytes) or more, or take fewer steps`,
    )
  })
})
