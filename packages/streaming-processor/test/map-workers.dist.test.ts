import { mapWorkers } from '@plimsoll/streaming-processor'
import { describe, expect, it } from 'vitest'

const job = new URL('./fixtures/job.mjs', import.meta.url)

describe('mapWorkers', () => {
  it('yields what map would', async () => {
    const results: number[] = []
    for await (const result of mapWorkers<number, number>([1, 2, 3, 4, 5], job, { fn: 'double', concurrency: 2 })) {
      results.push(result)
    }
    expect(results).toEqual([2, 4, 6, 8, 10])
  })
})
