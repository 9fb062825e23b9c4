import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { FileBackend } from '@plimsoll/files'
import { nodeFiles } from '@plimsoll/files/node'
import { FrameStorage } from '@plimsoll/frame-storage'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { crashShape, readCrashGrid } from './crash-grid.mjs'

const program = fileURLToPath(new URL('./crash-child.mjs', import.meta.url))

/** A session in whose writers' output stands what must be found. */
class Run {
  readonly session: string
  readonly codec: string
  /** By index, the version that was reported stored last. */
  readonly reported = new Map<number, number>()
  newest = 0

  constructor(session: string, codec: string) {
    this.session = session
    this.codec = codec
  }

  start(directory: string): ChildProcess {
    const given = [program, directory, this.session, String(this.newest), this.codec]
    return spawn(process.execPath, given, { stdio: ['ignore', 'pipe', 'inherit'] })
  }

  /** Listens until it ends; `onLine` is told how many lines came. */
  async listen(child: ChildProcess, onLine: (lines: number) => void): Promise<void> {
    const ended = once(child, 'exit')
    let lines = 0
    for await (const line of createInterface(child.stdout as NodeJS.ReadableStream)) {
      if (line !== 'open') {
        const [index, version] = line.split(' ').map(Number) as [number, number]
        this.reported.set(index, version)
        this.newest = Math.max(this.newest, version)
      }
      onLine(lines++)
    }
    expect(await ended).toEqual([null, 'SIGKILL'])
  }

  /** Holds what is found against what was reported. */
  async check(backend: FileBackend): Promise<void> {
    const { session, codec, reported } = this
    const storage = await FrameStorage.open({ session, shape: crashShape, backend, lockTimeoutMs: 0 })
    expect(storage.recovered.damagedRecords).toBe(0)
    let max = 0
    const found = new Map<number, number>()
    for await (const { index, grid } of storage.getAllFrames()) {
      const { version, isWhole } = readCrashGrid(grid)
      expect(isWhole).toBe(true)
      found.set(index, version)
      max = Math.max(max, version)
    }
    for (const [index, version] of reported) expect(found.get(index)).toBeGreaterThanOrEqual(version)
    expect(storage.computeGlobalRange()).toMatchObject({ cells: found.size * 2500 })
    const encodings = [...found.keys()].map(index => storage.describe(index)?.encoding)
    expect(encodings.every(encoding => (encoding === 'raw') === (codec === 'raw'))).toBe(true)
    this.newest = Math.max(this.newest, max) + 10
    await storage.close()
  }
}

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'plimsoll-crash-'))
})
afterAll(() => rm(directory, { recursive: true, force: true }))

describe('processes that are killed while they store', () => {
  // Each process finds what the one before left. 8 x 25 kills, of which each batch comes at once.
  const runs = Array.from({ length: 8 }, (_, at) => new Run(`run ${at}`, at % 2 ? 'auto' : 'raw'))

  it.each(Array.from({ length: 25 }, (_, batch) => batch))('have stored what they said, batch %i', async () => {
    const backend = nodeFiles({ directory })
    await Promise.all(
      runs.map(async run => {
        const child = run.start(directory)
        // Some while they begin, some after many frames, and each at another moment within one.
        const frames = Math.floor(60 * Math.random() ** 2)
        await run.listen(child, lines => {
          if (lines === frames) setTimeout(() => child.kill('SIGKILL'), 3 * Math.random())
        })
        await run.check(backend)
      }),
    )
  })
})

describe('processes that want one session', () => {
  it('have it one after the other, as each is killed, while others read', { timeout: 240_000 }, async () => {
    const backend = nodeFiles({ directory })
    const runs = Array.from({ length: 6 }, () => new Run('shared', 'raw'))
    const order: Run[] = []
    const look = async ({ session, reported }: Run) => {
      const expected = new Map(reported)
      const reader = await FrameStorage.open({ session, backend, readOnly: true })
      for (const [index, version] of expected) {
        const seen = readCrashGrid((await reader.getFrame(index))?.grid as Float32Array)
        expect(seen.isWhole).toBe(true)
        expect(seen.version).toBeGreaterThanOrEqual(version)
      }
      await reader.close()
    }
    const looks: Promise<void>[] = []
    await Promise.all(
      runs.map(async run => {
        const child = run.start(directory)
        await run.listen(child, lines => {
          if (lines === 0) order.push(run)
          if (lines !== 20) return
          looks.push(look(run))
          void looks
            .at(-1)
            ?.finally(() => child.kill('SIGKILL'))
            .catch(() => {})
        })
      }),
    )
    await Promise.all(looks)
    expect([new Set(order).size, order.length]).toEqual([6, 6])
    await order.at(-1)?.check(backend)
  })
})
