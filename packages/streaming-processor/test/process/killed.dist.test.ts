import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const child = fileURLToPath(new URL('./fixtures/killed-child.mjs', import.meta.url))
const count = 4321
const timeout = { timeout: 120_000 }
const numbers = Array.from({ length: count }, (_, at) => (at * 7919) % 1000)

describe('a process that is killed while it works through a file', () => {
  let directory: string
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'plimsoll-killed-'))
    await mkdir(join(directory, 'sums'))
    await mkdir(join(directory, 'state'))
    await writeFile(join(directory, 'numbers.txt'), numbers.join('\n'))
  })
  afterEach(() => rm(directory, { recursive: true, force: true }))

  /** Runs until so many chunks were committed; answers whether it was killed by then. */
  async function runUntilKilled(everyMs: number, commits: number, isDelayed: boolean): Promise<boolean> {
    const running = spawn(process.execPath, [child, directory, String(everyMs)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const ended = once(running, 'exit')
    const kill = () => running.kill('SIGKILL')
    let left = commits
    for await (const _ of createInterface(running.stdout)) {
      // At once, and a moment later: in another part of its work.
      if (--left === 0) isDelayed ? setImmediate(kill) : kill()
    }
    const [code, signal] = await ended
    expect(signal ?? code).toBe(signal ? 'SIGKILL' : 0)
    return signal !== null
  }

  const read = async (file: string) => (await readFile(join(directory, file), 'utf8')).trimEnd().split('\n')

  it.each([
    [0, 4],
    [50, 15],
  ])(
    'has worked on each line, and written each sum once (checkpoint every %i ms)',
    timeout,
    async (everyMs, atLeast) => {
      let kills = 0
      while (await runUntilKilled(everyMs, atLeast + ((kills * 5) % 17), kills % 2 === 1)) kills += 1
      expect(kills).toBeGreaterThan(3)

      const worked = new Set<number>()
      for (const line of await read('worked.log')) {
        const [start = 0, length = 0] = line.split(' ').map(Number)
        for (let item = start; item < start + length; item++) worked.add(item)
      }
      expect(worked.size).toBe(count)

      const sums = []
      for (const name of await readdir(join(directory, 'sums'))) {
        if (!name.endsWith('.new')) sums.push(JSON.parse(await readFile(join(directory, 'sums', name), 'utf8')))
      }
      sums.sort((a, b) => a.start - b.start)
      const plain = []
      for (let start = 0; start < count; start += 50) {
        const chunk = numbers.slice(start, start + 50)
        plain.push({ sum: chunk.reduce((sum, number) => sum + number, 0), start, count: chunk.length })
      }
      expect(sums).toEqual(plain)

      // Again, but not from the beginning.
      const commits = await read('commits.log')
      expect(commits.length).toBeGreaterThanOrEqual(plain.length)
      if (everyMs === 0) expect(commits.length).toBeLessThanOrEqual(plain.length + kills)
      const report = JSON.parse(await readFile(join(directory, 'report.json'), 'utf8'))
      expect(report).toMatchObject({ status: 'done', items: count, chunks: plain.length })
      expect(report.resumedFrom.chunks).toBeGreaterThan(0)
    },
  )
})
