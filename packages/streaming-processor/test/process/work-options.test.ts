import { process } from '@plimsoll/streaming-processor'
import { describe, expect, it } from 'vitest'

const fails = () => {
  throw new Error('broken')
}

describe('onError of a run', () => {
  it.each([
    ['undefined', () => undefined],
    ['"ignore"', () => 'ignore'],
    ['an object', () => ({})],
    ['a promise', () => Promise.reject(new Error('nobody hears it'))],
  ])('is refused by name where it answers %s', async (shown, answer) => {
    const run = process([1, 2], fails, { onError: () => answer() as 'skip' })
    await expect(run.finish()).rejects.toMatchObject({
      code: 'STREAM_TASK_FAILED',
      message: `chunk 0 (items 0 to 1) failed: onError answered ${shown}; answer 'throw', 'skip' or an object with a value`,
    })
  })
})
