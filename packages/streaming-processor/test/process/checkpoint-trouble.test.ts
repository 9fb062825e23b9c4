import type { FileBackend, RandomAccessFile } from '@plimsoll/files'
import { memoryFiles } from '@plimsoll/files/memory'
import { process } from '@plimsoll/streaming-processor'
import { checkpointFile } from '@plimsoll/streaming-processor/checkpoint'
import { describe, expect, it, onTestFinished, vi } from 'vitest'

const numbers = (count: number) => Array.from({ length: count }, (_, at) => at)
const state = { version: 1, source: 'id "numbers"', cut: '2 items', skipped: 0 } as const

/** Files whose writes wait, and then fail, from when it is told so. */
function failingFiles() {
  const files = memoryFiles()
  const disk = { gone: undefined as Promise<never> | undefined, writes: 0 }
  const open = async (...args: Parameters<FileBackend['open']>): Promise<RandomAccessFile> => {
    const file = await files.open(...args)
    const writeAt = file.writeAt.bind(file)
    file.writeAt = (...call: Parameters<typeof writeAt>) => {
      disk.writes += 1
      return disk.gone ?? writeAt(...call)
    }
    return file
  }
  return { disk, files: Object.assign(Object.create(files), { open, lock: files.lock.bind(files) }) as FileBackend }
}

describe('a checkpoint whose write fails while its run ends', () => {
  it('fails that run, and not the next one', async () => {
    const { disk, files } = failingFiles()
    const checkpoint = checkpointFile(files, 'state', { everyMs: 60_000 })
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    onTestFinished(() => void vi.useRealTimers())
    const run = process(numbers(100), chunk => chunk, { size: 1, checkpoint, id: 'numbers' })
    await run.next()
    await run.next()
    let fail = (_: Error) => {}
    disk.gone = new Promise((_, reject) => {
      fail = reject
    })
    const { writes } = disk
    // The first chunk was saved at once, the second when its time comes: nobody waits for that write.
    await run.next()
    vi.advanceTimersByTime(60_000)
    vi.useRealTimers()
    await vi.waitFor(() => expect(disk.writes).toBeGreaterThan(writes), 20_000)
    const ended = run.return()
    await new Promise(resolve => setTimeout(resolve))
    fail(new Error('disk gone'))
    await expect(ended).rejects.toThrow('disk gone')
    disk.gone = undefined
    expect((await process(numbers(100), chunk => chunk, { size: 1, checkpoint, id: 'numbers' }).finish()).status).toBe(
      'done',
    )
  })
})

describe('a run whose source is shorter than its checkpoint', () => {
  it('is refused with both numbers, and not counted as done', async () => {
    const saves: unknown[] = []
    const checkpoint = {
      load: () => ({ ...state, chunks: 5, items: 10, finished: false }),
      save: (saved: unknown) => void saves.push(saved),
    }
    const run = process(new Set(numbers(3)).values(), chunk => chunk, { size: 2, checkpoint, id: 'numbers' })
    await expect(run.finish()).rejects.toMatchObject({
      code: 'STREAM_CHECKPOINT_MISMATCH',
      message:
        'the checkpoint stands behind 10 items, and the source has 3; give the same source, clear the checkpoint to begin anew, or use another name',
    })
    expect([run.report?.status, saves]).toEqual(['failed', []])
  })

  it('may be just as long', async () => {
    const checkpoint = { load: () => ({ ...state, chunks: 2, items: 4, finished: false }), save: () => {} }
    const run = process(new Set(numbers(4)).values(), chunk => chunk, { size: 2, checkpoint, id: 'numbers' })
    expect(await run.finish()).toMatchObject({ status: 'done', items: 4 })
  })
})

describe('a run that waits for its checkpoint', () => {
  const waiting = async () => {
    const files = memoryFiles()
    const holder = checkpointFile(files, 'state')
    await holder.load()
    // For longer than a test may take.
    const checkpoint = checkpointFile(files, 'state', { lockTimeoutMs: 2 ** 30 })
    const run = process(numbers(3), chunk => chunk, { size: 1, checkpoint, id: 'numbers' })
    const first = run.next()
    await new Promise(resolve => setTimeout(resolve))
    return { holder, checkpoint, run, first }
  }

  it('ends at once when it is aborted', async () => {
    const { holder, checkpoint, run, first } = await waiting()
    run.abort(new Error('stop'))
    await expect(first).rejects.toThrow('stop')
    expect(run.report?.status).toBe('aborted')
    await holder.close()
    expect(await checkpoint.load()).toBeUndefined()
    await checkpoint.close()
  })

  it('ends at once when its reader goes away', async () => {
    const { holder, run, first } = await waiting()
    expect(await run.return()).toEqual({ done: true, value: undefined })
    expect(await first).toEqual({ done: true, value: undefined })
    await holder.close()
  })
})

describe('a checkpoint that is refused', () => {
  it('is named although it then fails to close', async () => {
    const close = () => {
      throw new Error('hides it')
    }
    const run = process(numbers(2), chunk => chunk, {
      checkpoint: { load: () => 'junk', save: () => {}, close },
      id: 'numbers',
    })
    await expect(run.finish()).rejects.toMatchObject({ code: 'STREAM_CHECKPOINT_DAMAGED' })
  })
})

describe('a source with a method that is called as that of lines', () => {
  it('is read item by item', async () => {
    const source = Object.assign(numbers(3), { batches: () => 'something else' })
    expect((await process(source, chunk => chunk, { size: 2 }).finish()).items).toBe(3)
  })
})
