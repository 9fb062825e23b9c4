import { describe, expect, it } from 'vitest'
import { isBusy, nextPhase, type Phase, type PhaseEvent } from '../../src/page/phase.js'

const follow = (...events: PhaseEvent[]) =>
  events.reduce<Phase | undefined>((phase, event) => phase && nextPhase(phase, event), 'idle')

describe('the phases of the page', () => {
  it('lead from the first press to the film', () => {
    expect(follow('run', 'finish', 'render', 'rendered')).toBe('rendered')
    expect(follow('hold', 'run', 'pause', 'run', 'finish')).toBe('done')
  })

  it('lead on from where an earlier visit ended', () => {
    expect(follow('found paused', 'run')).toBe('running')
    expect(follow('found done', 'render')).toBe('rendering')
    expect(follow('found film', 'leave')).toBe('idle')
  })

  it('let a failed sweep be tried again, left, or filmed as far as it came', () => {
    for (const [event, phase] of [
      ['run', 'running'],
      ['leave', 'idle'],
      ['render', 'rendering'],
    ] as const)
      expect(follow('run', 'fail', event)).toBe(phase)
  })

  it('let a sweep that another tab has open be tried again, or left for another', () => {
    expect(follow('lock', 'run')).toBe('running')
    expect(follow('lock', 'lock', 'leave')).toBe('idle')
    expect(follow('lock', 'render')).toBeUndefined()
  })

  it('have no place for what no button offers', () => {
    expect(follow('pause')).toBeUndefined()
    expect(follow('run', 'render')).toBeUndefined()
    expect(follow('run', 'leave')).toBeUndefined()
    expect(follow('render', 'run')).toBeUndefined()
  })

  it('hold the job while a sweep or a film is under way', () => {
    const phases: Phase[] = ['idle', 'held', 'running', 'paused', 'rendering', 'rendered', 'failed', 'locked', 'done']
    expect(phases.filter(isBusy)).toEqual(['held', 'running', 'paused', 'rendering'])
  })
})
