import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { nodeFiles } from '@plimsoll/files/node'
import { DiskTier } from '@plimsoll/lru-cache/disk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const child = fileURLToPath(new URL('./crash-child.mjs', import.meta.url))
const kills = Number(process.env.PLIMSOLL_KILLS ?? 16)
const keys = 40

/** A tier for one process after the other: each finds what the one before left. */
class Victims {
  readonly #directory: string
  readonly #maxDiskBytes: number
  // What each key may be found with; 0 is nothing.
  readonly #states = Array.from({ length: keys }, () => [0])
  #newest = 0

  constructor(directory: string, maxDiskBytes: number) {
    this.#directory = directory
    this.#maxDiskBytes = maxDiskBytes
  }

  async runUntilKilled(lines: number, isDelayed: boolean): Promise<void> {
    const given = [child, this.#directory, String(this.#newest), String(this.#maxDiskBytes)]
    const running = spawn(process.execPath, given, { stdio: ['ignore', 'pipe', 'inherit'] })
    const ended = once(running, 'exit')
    const kill = () => running.kill('SIGKILL')
    let left = lines
    for await (const line of createInterface(running.stdout as NodeJS.ReadableStream)) {
      this.#hear(line)
      // At once, and a moment later: in another part of its work.
      if (--left === 0) isDelayed ? setImmediate(kill) : kill()
    }
    expect(await ended).toEqual([null, 'SIGKILL'])
  }

  #hear(line: string): void {
    const [what, number, key] = line.split(' ') as [string, string, string]
    this.#newest = Math.max(this.#newest, Number(number))
    if (what === 'put') this.#states[Number(key)]?.push(Number(number))
    else if (what === 'delete') this.#states[Number(key)]?.push(0)
    else if (what === 'clear') for (const states of this.#states) states.push(0)
    else for (const states of this.#states) states.splice(0, states.length - 1)
  }

  /** Compares what is there with what may be; answers how many values were found. */
  async examine(): Promise<number> {
    const files = nodeFiles({ directory: this.#directory })
    const bytes = (await files.list('disk/')).reduce((sum, { size }) => sum + size, 0)
    expect(bytes).toBeLessThanOrEqual(this.#maxDiskBytes)
    const tier = await DiskTier.open<string, Uint32Array>({
      directory: this.#directory,
      maxDiskBytes: this.#maxDiskBytes,
      lockTimeoutMs: 0,
    })
    const { entries } = tier.recovery
    let found = 0
    for (const [key, states] of this.#states.entries()) {
      const value = (await tier.get(`key ${key}`))?.value
      const number = value?.[0] ?? 0
      expect(value?.every(each => each === number) ?? true).toBe(true)
      // The bound may have taken what is oldest.
      if (number !== 0 || this.#maxDiskBytes > 2 ** 24) expect(states).toContain(number)
      if (number !== 0) found++
      states.splice(0, states.length, number)
    }
    expect([found, tier.stats().damaged]).toEqual([entries, 0])
    await tier.close()
    return found
  }
}

describe('a process that is killed while it puts and deletes', () => {
  let directory: string
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'plimsoll-killed-tier-'))
  })
  afterAll(() => rm(directory, { recursive: true, force: true }))

  const timeout = 20_000 + kills * 2000
  it.concurrent.each([
    ['with room for all', 2 ** 26],
    ['at its bound', 2 ** 18],
  ] as const)(
    `leaves what was flushed, and nothing that was deleted before, ${kills / 2} times %s`,
    { timeout },
    async (name, maxDiskBytes) => {
      const victims = new Victims(join(directory, name.replaceAll(' ', '-')), maxDiskBytes)
      let found = 0
      for (let times = 0; times < kills / 2; times++) {
        await victims.runUntilKilled(10 + ((times * 37) % 400), times % 2 === 0)
        found += await victims.examine()
      }
      expect(found).toBeGreaterThan(0)
    },
  )
})
