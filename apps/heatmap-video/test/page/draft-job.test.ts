import { beforeEach, describe, expect, it } from 'vitest'
import { defaultJob, jobKey } from '../../src/job.js'
import { models } from '../../src/models/index.js'
import { checked, chooseModel, draft, editAxis, editFixed, editSource, fillDraft } from '../../src/page/draft-job.js'

beforeEach(() => fillDraft(defaultJob()))

describe('the fields', () => {
  it.each(models.map(({ id }) => id))('amount to the default job of %s from the start', model => {
    chooseModel(model)
    expect(checked.value).toEqual({ job: defaultJob(model), messages: {} })
  })

  it('give back the job that they were filled with', () => {
    const job = { ...defaultJob(), fixed: { massRatio: 2, horizon: 12.5 } }
    fillDraft(job)
    expect(checked.value.job).toEqual(job)
  })

  it('leave the key alone where a fixed value is what it would be anyway', () => {
    editFixed('massRatio', '1.0')
    const { job } = checked.value
    expect(job && jobKey(job)).toBe(jobKey(defaultJob()))
  })

  it('name every field that is wrong, not the first alone', () => {
    editAxis('x', 'from', '-500')
    editAxis('y', 'to', '')
    editAxis('t', 'steps', '2.5')
    editFixed('massRatio', 'x')
    const { job, messages } = checked.value
    expect(job).toBeUndefined()
    expect(Object.keys(messages).sort()).toEqual(['fixed.massRatio', 't.steps', 'x.from', 'y.to'])
    expect(messages['x.from']).toBe('The start of axis x is -500; First angle goes from -180 to 180 °.')
    expect(messages['y.to']).toContain('is empty')
  })

  it.each([
    ['abc', 'The start of axis x is "abc", no number; First angle goes from -180 to 180 °.'],
    ['1 000', 'The start of axis x is "1 000", no number; First angle goes from -180 to 180 °.'],
    ['', 'The start of axis x is empty; First angle goes from -180 to 180 °.'],
    ['1e400', 'The start of axis x is too large; First angle goes from -180 to 180 °.'],
    ['-1e400', 'The start of axis x is too far below zero; First angle goes from -180 to 180 °.'],
  ])('say what is wrong with "%s"', (text, message) => {
    editAxis('x', 'from', text)
    expect(checked.value).toEqual({ messages: { 'x.from': message } })
  })

  it.each([
    ['ten', 'Axis t has "ten" steps; 1 to 1000000 whole steps are allowed.'],
    ['', 'Axis t has no steps; 1 to 1000000 whole steps are allowed.'],
    ['1e400', 'Axis t has too many steps; 1 to 1000000 whole steps are allowed.'],
  ])('say what is wrong with "%s" steps', (text, message) => {
    editAxis('t', 'steps', text)
    expect(checked.value).toEqual({ messages: { 't.steps': message } })
  })

  it.each([
    ['-1', 'Second mass by the first is -1; Second mass by the first goes from 0.05 to 20.'],
    ['', 'Second mass by the first is empty; Second mass by the first goes from 0.05 to 20.'],
  ])('call a fixed value by the name beside its field: "%s"', (text, message) => {
    editFixed('massRatio', text)
    expect(checked.value).toEqual({ messages: { 'fixed.massRatio': message } })
  })

  it('leave the words of an expression alone', () => {
    chooseModel('expression')
    editSource('x is NaN;')
    expect(checked.value.messages.source).not.toContain('is empty')
  })

  it('say so where the whole is too large, and no field by itself', () => {
    for (const axis of ['x', 'y'] as const) editAxis(axis, 'steps', '5000')
    expect(Object.keys(checked.value.messages)).toEqual([''])
  })

  it('refuse an axis of many steps between equal ends', () => {
    editAxis('x', 'to', '-180')
    expect(checked.value.messages['x.to']).toContain('give it two ends or one step')
  })

  it('swap axes, each keeping its steps, when one takes the parameter of the other', () => {
    editAxis('x', 'steps', '7')
    editAxis('x', 'parameter', draft.value.t.parameter)
    expect(draft.value.x).toMatchObject({ parameter: 'lengthRatio', from: '0.4', to: '2.4', steps: '7' })
    expect(draft.value.t).toMatchObject({ parameter: 'theta1', from: '-180', to: '180', steps: '50' })
  })

  it('bring the whole span of a parameter that was fixed', () => {
    editAxis('t', 'parameter', 'velocity1')
    expect(draft.value.t).toEqual({ parameter: 'velocity1', from: '-5', to: '5', steps: '50' })
    expect(checked.value.job).toBeDefined()
  })

  it('take a decimal comma', () => {
    editAxis('t', 'from', '0,5')
    expect(checked.value.job?.t.from).toBe(0.5)
  })
})
