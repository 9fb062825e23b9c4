import { mkdtemp, readdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { startOf } from '../src/backend/node-lock.js'
import type { FileLock } from '../src/lock.js'
import { nodeFiles } from '../src/node.js'

// The calls themselves are the system's; they wait for what chance would have to bring in between.
const turn = vi.hoisted(() => ({
  afterRename: async () => {},
  beforeRemoval: async (_: string) => {},
  beforeLookIntoProcess: async () => {},
}))

vi.mock('node:fs/promises', async original => {
  const fs = await original<typeof import('node:fs/promises')>()
  return {
    ...fs,
    async rename(...args: Parameters<typeof fs.rename>) {
      await fs.rename(...args)
      await turn.afterRename()
    },
    async rm(...args: Parameters<typeof fs.rm>) {
      await turn.beforeRemoval(String(args[0]))
      await fs.rm(...args)
    },
    async readdir(path: string) {
      if (path.startsWith('/proc/')) await turn.beforeLookIntoProcess()
      return fs.readdir(path)
    },
  }
})

// Those of the test wait for nothing.
const { rm: remove } = await vi.importActual<typeof import('node:fs/promises')>('node:fs/promises')
const directory = await mkdtemp(join(tmpdir(), 'plimsoll-lock-order-'))
afterAll(() => remove(directory, { recursive: true }))

describe.runIf(process.platform === 'linux')('a lock of Node for which one tries again', () => {
  it('is not taken from it by who found it without the lock before', async () => {
    const files = nodeFiles({ directory })
    const rival = join(directory, `f.lock~${process.pid}-${startOf(process.pid)}-000000000000`)
    const entries = async () => (await readdir(directory)).filter(name => name.endsWith('-open'))
    let second: Promise<FileLock> | undefined
    let first: Promise<FileLock> | undefined

    // A third one comes in, so that the first must withdraw; the second has seen it by then.
    turn.afterRename = async () => {
      turn.afterRename = async () => {}
      await writeFile(rival, '')
      second = files.lock('f', { timeoutMs: 500 })
      second.catch(() => {})
      await looking
    }
    let looks = () => {}
    const looking = new Promise<void>(resolve => {
      looks = resolve
    })
    turn.beforeLookIntoProcess = async () => {
      turn.beforeLookIntoProcess = async () => {}
      looks()
      await vi.waitFor(async () => expect(await entries()).toEqual([]), 20_000)
      // It finds nobody, and the first comes back before it clears away what it found.
      turn.beforeRemoval = async path => {
        if (path === rival) return
        turn.beforeRemoval = async () => {}
        await remove(rival)
        await first
      }
    }
    first = files.lock('f')
    const held = await first
    await expect(second).rejects.toMatchObject({ code: 'FILES_LOCKED' })
    expect(await entries()).toHaveLength(1)
    await held.release()
    await (await files.lock('f', { timeoutMs: 0 })).release()
    expect(await readdir(directory)).toEqual([])
  })
})
