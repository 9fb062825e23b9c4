import { describe, expect, it } from 'vitest'
import { jobFromOptions } from '../src/node/job-options.js'
import { UsageError } from '../src/node/usage-error.js'

const oscillator = (axes: object) => jobFromOptions({ model: 'driven-oscillator', ...axes })

describe('an axis of a call', () => {
  it.each([
    ['drive=1..3:7', { parameter: 'drive', from: 1, to: 3, steps: 7 }],
    ['drive=3..1e-1:7', { parameter: 'drive', from: 3, to: 0.1, steps: 7 }],
    ['drive=1..3', { parameter: 'drive', from: 1, to: 3, steps: 50 }],
    ['drive:9', { parameter: 'drive', from: 0.5, to: 2.5, steps: 9 }], // the model's own range
    ['force:9', { parameter: 'force', from: 0, to: 100, steps: 9 }], // all that is allowed
    ['drive', { parameter: 'drive', from: 0.5, to: 2.5, steps: 50 }],
    ['drive=2', { parameter: 'drive', from: 2, to: 2, steps: 1 }],
  ])('is %s', (x, axis) => {
    expect(oscillator({ x }).x).toEqual(axis)
  })

  it('may be negative', () => {
    const { x } = jobFromOptions({ model: 'double-pendulum', x: 'theta1=-180..-90:3' })
    expect(x).toEqual({ parameter: 'theta1', from: -180, to: -90, steps: 3 })
  })

  it('that is refused is told how it is written, with a parameter of its model', () => {
    expect(() => oscillator({ x: 'drive=:20' })).toThrow(
      '--x is "drive=:20"; write parameter=from..to:steps, such as drive=0.5..2.5:50; without a range drive:50, without steps drive=0.5..2.5',
    )
  })

  it.each(['', '=', ':', 'drive=', 'drive=1..', 'drive=1:x', 'drive=1..2:3:4', 'drive=2:5', 'drive=1..2:1.5'])(
    'is refused as "%s"',
    x => {
      expect(() => oscillator({ x })).toThrow(UsageError)
    },
  )
})

describe('fixed values of a call', () => {
  it('are numbers by name; the last of a name stands', () => {
    expect(oscillator({ set: ['force=2', 'force=3.5'] }).fixed).toEqual({ force: 3.5 })
  })
})
