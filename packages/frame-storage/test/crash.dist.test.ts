import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { nodeFiles } from '@plimsoll/files/node'
import { FrameStorage } from '@plimsoll/frame-storage'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const child = fileURLToPath(new URL('./crash-child.mjs', import.meta.url))

describe.each(['raw', 'auto'])('a process that is killed while it stores with codec %s', codec => {
  let directory: string
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'plimsoll-crash-'))
  })
  afterAll(() => rm(directory, { recursive: true, force: true }))

  // One session for all: each process finds what the one before left.
  const reported = new Map<number, number>()
  let newest = 0

  it.each([1, 2, 3, 10, 40, 151, 7, 300, 1, 90])('has stored what it said, killed after %i frames', async frames => {
    const running = spawn(process.execPath, [child, directory, String(newest), codec], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const ended = once(running, 'exit')
    let lines = 0
    for await (const line of createInterface(running.stdout)) {
      const [index, version] = line.split(' ').map(Number) as [number, number]
      reported.set(index, version)
      newest = Math.max(newest, version)
      if (++lines === frames) running.kill('SIGKILL')
    }
    expect(await ended).toEqual([null, 'SIGKILL'])
    expect(lines).toBeGreaterThanOrEqual(frames)

    const backend = nodeFiles({ directory })
    const storage = await FrameStorage.open({ session: 'run', shape: [100, 100], backend, lockTimeoutMs: 0 })
    expect(storage.recovered.damagedRecords).toBe(0)
    const encodings = Array.from({ length: 150 }, (_, index) => storage.describe(index)?.encoding)
    expect(encodings.some(found => found !== undefined && (found === 'raw') === (codec === 'raw'))).toBe(true)
    let max = 0
    const found = new Map<number, number>()
    for await (const { index, grid } of storage.getAllFrames()) {
      const version = grid[0] as number
      expect(grid.every(value => value === version)).toBe(true)
      found.set(index, version)
      max = Math.max(max, version)
    }
    for (const [index, version] of reported) expect(found.get(index)).toBeGreaterThanOrEqual(version)
    expect(storage.computeGlobalRange()).toMatchObject({ max, cells: found.size * 10_000 })
    newest = Math.max(newest, max) + 10
    await storage.close()
  })
})
