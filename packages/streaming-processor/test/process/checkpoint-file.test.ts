import type { FileBackend } from '@plimsoll/files'
import { memoryFiles } from '@plimsoll/files/memory'
import { process } from '@plimsoll/streaming-processor'
import { checkpointFile } from '@plimsoll/streaming-processor/checkpoint'
import { expect, it, vi } from 'vitest'
import { describeCheckpointFile } from './describe-checkpoint-file.js'

describeCheckpointFile('memory', () => memoryFiles())

it('refuses what it cannot use, by name', () => {
  const files = memoryFiles()
  expect(() => checkpointFile('state' as never, 'state')).toThrow('the files are "state"; give a backend')
  expect(() => checkpointFile(files, '')).toThrow('the name is ""; give the name of a file')
  expect(() => checkpointFile(files, 'state', { everyMs: -1 })).toThrow('everyMs is -1; give milliseconds')
  expect(() => checkpointFile(files, 'state', { lockTimeoutMs: Number.NaN })).toThrow('lockTimeoutMs is NaN')
  expect(() => checkpointFile(files, 'state', { every: 1 } as never)).toThrow('there is no option "every"')
})

it('fails the run where the disk is full, also when that was found out later', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  try {
    for (const everyMs of [0, 60_000]) {
      const files = memoryFiles()
      const full = Object.assign(new Error('full'), { code: 'FILES_FULL' })
      let isFull = false
      const disk: FileBackend = Object.assign(Object.create(files), {
        lock: files.lock.bind(files),
        async open(name: string, options: object) {
          const file = await files.open(name, options)
          const writeAt = file.writeAt.bind(file)
          file.writeAt = async (...args: Parameters<typeof writeAt>) => {
            if (isFull) throw full
            return writeAt(...args)
          }
          return file
        },
      })
      const run = process([1, 2, 3, 4], chunk => chunk, {
        size: 1,
        checkpoint: checkpointFile(disk, 'state', { everyMs }),
        id: 'numbers',
      })
      await run.next()
      if (everyMs > 0) await run.next()
      isFull = true
      await run.next().catch(error => expect(error).toBe(full))
      await vi.advanceTimersByTimeAsync(60_000)
      await run.finish().catch(error => expect(error).toBe(full))
      expect(run.report).toMatchObject({ status: 'failed', error: full })
      await (await files.lock('state', { timeoutMs: 0 })).release()
    }
  } finally {
    vi.useRealTimers()
  }
})
