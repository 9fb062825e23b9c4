/** What the page is doing. Everything that can be pressed follows from it. */
export type Phase = 'idle' | 'held' | 'running' | 'paused' | 'rendering' | 'rendered' | 'failed' | 'locked' | 'done'

/** What can happen to a phase. */
export type PhaseEvent =
  | 'hold'
  | 'run'
  | 'pause'
  | 'stop'
  | 'finish'
  | 'fail'
  | 'lock'
  | 'render'
  | 'rendered'
  | 'leave'
  | 'found paused'
  | 'found done'
  | 'found film'

const start = { hold: 'held', run: 'running', fail: 'failed', lock: 'locked', leave: 'idle' } as const

const next: Record<Phase, Partial<Record<PhaseEvent, Phase>>> = {
  idle: {
    ...start,
    render: 'rendering',
    'found paused': 'paused',
    'found done': 'done',
    'found film': 'rendered',
  },
  // Where all frames are there already, no chunk is held back.
  held: { run: 'running', stop: 'idle', finish: 'done', fail: 'failed' },
  running: { pause: 'paused', stop: 'idle', finish: 'done', fail: 'failed' },
  // What was handed out before the pause may be the last of it.
  paused: { run: 'running', stop: 'idle', finish: 'done', fail: 'failed', leave: 'idle' },
  done: { ...start, render: 'rendering' },
  // Stopped, it is what it was before: all frames are there or not.
  rendering: { rendered: 'rendered', stop: 'idle', fail: 'failed' },
  rendered: { ...start, render: 'rendering' },
  // Nothing is on show: another tab has it open.
  locked: start,
  failed: { ...start, render: 'rendering', stop: 'idle' },
}

/**
 * Answers the phase that follows.
 *
 * @returns `undefined` where the event has no place
 */
export function nextPhase(phase: Phase, event: PhaseEvent): Phase | undefined {
  return next[phase][event]
}

/** Whether a sweep or a film is under way, so that its job must not change. */
export function isBusy(phase: Phase): boolean {
  return phase === 'held' || phase === 'running' || phase === 'paused' || phase === 'rendering'
}
