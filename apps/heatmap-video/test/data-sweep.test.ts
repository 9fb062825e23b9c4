import { describe, expect, it } from 'vitest'
import { openDataFile } from '../src/data-file.js'
import { runDataSweep } from '../src/data-sweep.js'
import { DataError } from '../src/errors.js'
import { JobBudget } from '../src/job-budget.js'
import { leastLine } from '../src/load-line.js'
import { MemoryStorage } from './memory-storage.js'
import { npyFile } from './npy-file.js'

const open = (shape: readonly number[], options?: Parameters<typeof npyFile>[2]) => {
  const file = npyFile(shape, index => index / 2, options)
  return openDataFile('a.npy', file.length, new Blob([file]))
}

const doubles = {
  descr: '>f8',
  bytes: 8,
  write: (view: DataView, at: number, value: number) => view.setFloat64(at, value, false),
}

describe('a file of frames', () => {
  it('of (t, y, x) is a job of planes, of (t, z, y, x) one of volumes', async () => {
    const { job } = await open([5, 3, 4])
    expect([job.x.steps, job.y.steps, job.z, job.t.steps]).toEqual([4, 3, undefined, 5])
    const volumes = (await open([5, 2, 3, 4])).job
    expect([volumes.x.steps, volumes.y.steps, volumes.z?.steps, volumes.t.steps]).toEqual([4, 3, 2, 5])
    expect(job.source).toBe('a.npy (368 bytes)')
  })

  it.each([[[]], [[4]], [[3, 4]], [[2, 2, 2, 2, 2]], [[0, 3, 4]]])(
    'of shape %j is refused, with those that are not',
    async shape => {
      const file = npyFile(shape, () => 0)
      const opening = openDataFile('b.npy', file.length, new Blob([file]))
      await expect(opening).rejects.toThrow(DataError)
      await expect(opening).rejects.toThrow('frames take (t, y, x) or (t, z, y, x)')
    },
  )

  it.each([undefined, doubles])('gives its frames to the storage, one at a time, below the line: %j', async options => {
    const { job, reader } = await open([6, 2, 3, 4], options)
    const storage = new MemoryStorage(job)
    const budget = new JobBudget(leastLine({ job, workers: 1 }))
    const result = await runDataSweep(job, reader, { storage, budget })
    expect(result).toMatchObject({ cells: 144, frames: 6 })
    for (const [index, frame] of storage.frames)
      expect(frame).toEqual(Float32Array.from({ length: 24 }, (_, cell) => (24 * index + cell) / 2))
    expect(storage.frames.size).toBe(6)
    expect(budget.figures.peakReservedBytes).toBe(3 * 96)
    expect(budget.reservedBytes).toBe(0)
  })

  it('goes on at the first frame that is missing', async () => {
    const first = await open([6, 3, 4])
    const storage = new MemoryStorage(first.job)
    const stop = new AbortController()
    const onFrame = (index: number) => index === 3 && stop.abort(new Error('enough'))
    await expect(runDataSweep(first.job, first.reader, { storage, signal: stop.signal, onFrame })).rejects.toThrow(
      'enough',
    )
    expect(storage.frames.size).toBeLessThan(6)
    const had = storage.frames.size
    const again = await open([6, 3, 4])
    expect(await runDataSweep(again.job, again.reader, { storage })).toMatchObject({ frames: 6 - had })
    expect([...storage.frames.keys()].sort()).toEqual([0, 1, 2, 3, 4, 5])
  })

  it('that ends early keeps the frames before its end', async () => {
    const file = npyFile([6, 3, 4], index => index)
    const cut = file.slice(0, file.length - 100)
    const { job, reader } = await openDataFile(
      'cut.npy',
      cut.length,
      (async function* () {
        yield cut
      })(),
    )
    const storage = new MemoryStorage(job)
    await expect(runDataSweep(job, reader, { storage })).rejects.toMatchObject({ code: 'NPY_DAMAGED' })
    expect([...storage.frames.keys()]).toEqual([0, 1, 2])
  })
})
