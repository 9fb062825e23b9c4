import { describe, expect, it } from 'vitest'
import { defaultJob } from '../../src/job.js'
import { discardWords } from '../../src/page/job-title.js'

describe('the button that deletes the sweep on show', () => {
  const pendulum = defaultJob('double-pendulum')

  it('says in one word what it does while the fields describe that sweep', () => {
    expect(discardWords(pendulum, defaultJob('double-pendulum'), 50)).toEqual({
      label: 'Discard',
      sure: 'Delete 50 frames of Double pendulum: time to flip',
    })
  })

  it.each([
    ['another model', defaultJob('seir-epidemic')],
    ['other steps', defaultJob('double-pendulum', 60)],
    ['no job', undefined],
  ])('says which sweep it deletes where the fields describe %s', (_, drafted) => {
    expect(discardWords(pendulum, drafted, 1)).toEqual({
      label: 'Discard Double pendulum: time to flip',
      sure: 'Delete 1 frame of Double pendulum: time to flip',
    })
  })

  it('shortens what the user wrote', () => {
    const own = { ...defaultJob('expression'), source: 'x + '.repeat(20) }
    expect(discardWords(own, undefined, 2).label).toMatch(/^Discard x \+ .{30,40}…$/)
  })
})
