import { describe, expect, it } from 'vitest'
import { explain } from '../../src/page/problem.js'

const coded = (code: string, message: string, cause?: unknown) => Object.assign(new Error(message, { cause }), { code })

describe('explain', () => {
  it('finds words for the first code it knows among an error and its causes', () => {
    const cause = coded('FILES_FULL', 'no room for 10000 bytes')
    expect(explain(new Error('storing failed', { cause }))).toEqual({
      title: 'The browser has no more room for frames',
      advice: expect.stringContaining('What is stored is kept'),
      detail: 'storing failed (no room for 10000 bytes)',
    })
  })

  it('says once, in plain words, that another tab has the sweep open', () => {
    const cause = coded('FILES_LOCKED', '"a.frames" is in use elsewhere; close it there')
    expect(explain(coded('FRAMES_SESSION_LOCKED', 'session "a" is open elsewhere; close it there', cause))).toEqual({
      title: 'This sweep is open in another tab',
      advice: 'Go on there, or close that tab and try again here. Its frames are safe.',
      detail: '',
      notice: true,
    })
  })

  it('names the cell in which a model failed', () => {
    const { title, detail } = explain(coded('SWEEP_MODEL_FAILED', 'seir failed in cell 70000 (r0 = 2): overflow'))
    expect(title).toBe('The model failed in one cell')
    expect(detail).toContain('cell 70000')
  })

  it('knows a full disk by the platform’s own name too', () => {
    expect(explain(new DOMException('quota', 'QuotaExceededError')).title).toBe(
      'The browser has no more room for frames',
    )
  })

  it('has words for what it does not know, and for what is no error', () => {
    expect(explain(new Error('boom'))).toMatchObject({ title: 'Something unexpected failed', detail: 'boom' })
    expect(explain('boom').detail).toBe('boom')
  })
})
