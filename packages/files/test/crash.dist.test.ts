import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { Manifest, RecordLog } from '@plimsoll/files'
import { nodeFiles } from '@plimsoll/files/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const child = fileURLToPath(new URL('./crash-child.mjs', import.meta.url))
const kills = Number(process.env.PLIMSOLL_KILLS ?? 200)

/** A log and a manifest, for one process after the other: each finds what the one before left. */
class Victims {
  readonly #directory: string
  #reported = new Set<number>()
  #replaced = 0
  #newest = 0

  constructor(directory: string) {
    this.#directory = directory
  }

  async runUntilKilled(lines: number, isDelayed: boolean): Promise<void> {
    const stdio = ['ignore', 'pipe', 'inherit'] as const
    const running = spawn(process.execPath, [child, this.#directory, String(this.#newest)], { stdio: [...stdio] })
    const ended = once(running, 'exit')
    const kill = () => running.kill('SIGKILL')
    let left = lines
    for await (const line of createInterface(running.stdout as NodeJS.ReadableStream)) {
      const [what, number] = line.split(' ') as [string, string]
      if (what === 'log') this.#reported.add(Number(number))
      else this.#replaced = Number(number)
      this.#newest = Math.max(this.#newest, Number(number))
      // At once, and a moment later: in another part of its work.
      if (--left === 0) isDelayed ? setImmediate(kill) : kill()
    }
    expect(await ended).toEqual([null, 'SIGKILL'])
  }

  /** Compares what is there with what was reported; answers how many bytes were dropped. */
  async examine(): Promise<number> {
    const files = nodeFiles({ directory: this.#directory })
    const log = await RecordLog.open(files, 'log', { lockTimeoutMs: 0 })
    const found = new Set<number>()
    for await (const record of log.records()) {
      const bytes = await log.read(record)
      const numbers = new Uint32Array(bytes.buffer)
      expect(numbers.every(number => number === numbers[0])).toBe(true)
      found.add(numbers[0] as number)
    }
    const { dropped } = log.recovery
    expect(dropped.every(({ reason }) => reason === 'torn')).toBe(true)
    expect([...this.#reported].filter(number => !found.has(number))).toEqual([])
    const manifest = await Manifest.open(files, 'state', { lockTimeoutMs: 0 })
    const [content = 0] = new Uint32Array(manifest.content.slice().buffer)
    expect(content).toBeGreaterThanOrEqual(this.#replaced)
    this.#newest = Math.max(this.#newest, content, ...found) + 10
    this.#reported = found
    await log.close()
    await manifest.close()
    return dropped.reduce((sum, { bytes }) => sum + bytes, 0)
  }

  /** A new log now and then, or reading it would be all that is done. */
  async startOver(): Promise<void> {
    await nodeFiles({ directory: this.#directory }).remove('log')
    this.#reported = new Set()
  }
}

describe('a process that is killed while it appends and replaces', () => {
  let directory: string
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'plimsoll-killed-'))
  })
  afterAll(() => rm(directory, { recursive: true, force: true }))

  const lanes = 2
  const timeout = 20_000 + kills * 2000
  it.concurrent.each(Array.from({ length: lanes }, (_, lane) => [lane]))(
    `has lost nothing that it reported, ${kills / lanes} times, beside others (%i)`,
    { timeout },
    async lane => {
      const victims = new Victims(join(directory, String(lane)))
      for (let times = 0; times < kills / lanes; times++) {
        await victims.runUntilKilled(1 + ((times * 7) % 23), times % 2 === lane)
        await victims.examine()
        if (times % 20 === 19) await victims.startOver()
      }
    },
  )
})
