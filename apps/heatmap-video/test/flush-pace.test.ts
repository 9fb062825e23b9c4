import { expect, it } from 'vitest'
import { FlushPace } from '../src/flush-pace.js'

it('flushes with the first frame that is stored two seconds after the last flush', async () => {
  let nowMs = 5000
  const flushedMs: number[] = []
  const pace = new FlushPace(
    async () => {
      flushedMs.push(nowMs)
    },
    () => nowMs,
  )
  for (; nowMs <= 12_000; nowMs += 900) await pace.stored()
  expect(flushedMs).toEqual([7700, 10_400])
})

it('flushes once while frames are stored side by side, and hands a failure on', async () => {
  let nowMs = 0
  let flushes = 0
  const pace = new FlushPace(
    async () => {
      flushes++
      throw new Error('the disk is gone')
    },
    () => nowMs,
  )
  nowMs = 2000
  await expect(Promise.allSettled([pace.stored(), pace.stored()])).resolves.toMatchObject([
    { status: 'rejected', reason: { message: 'the disk is gone' } },
    { status: 'fulfilled' },
  ])
  expect(flushes).toBe(1)
})
