import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'
import { startOf } from '../src/backend/node-lock.js'
import { nodeFiles } from '../src/node.js'

// A process of which the system tells nothing but that it runs, as where `/proc` hides those of others.
const hidden = vi.hoisted(() => ({ pid: 0 }))

vi.mock('node:fs', async original => {
  const fs = await original<typeof import('node:fs')>()
  const readFileSync = (path: string, ...rest: never[]) => {
    if (path === `/proc/${hidden.pid}/stat`) throw Object.assign(new Error('ENOENT'), { code: 'ENOENT' })
    return fs.readFileSync(path, ...rest)
  }
  return { ...fs, readFileSync }
})

afterEach(() => {
  hidden.pid = 0
})

const rooms: string[] = []
const room = async () => {
  const made = await mkdtemp(join(tmpdir(), 'plimsoll-locks-'))
  rooms.push(made)
  return made
}
afterAll(async () => {
  for (const made of rooms) await rm(made, { recursive: true, force: true })
})

describe('a lock of Node', () => {
  it('passes on when the process that holds it is killed', async () => {
    const directory = await room()
    const files = nodeFiles({ directory })
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
    await once(child, 'spawn')
    // As the child would write it.
    await writeFile(join(directory, `f.lock~${child.pid}-${startOf(child.pid as number)}-000000000000`), '')
    await expect(files.lock('f', { timeoutMs: 0 })).rejects.toMatchObject({ code: 'FILES_LOCKED' })
    expect([...(await files.lockedNames())]).toEqual(['f'])
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect([...(await files.lockedNames())]).toEqual([])
    await (await files.lock('f', { timeoutMs: 0 })).release()
    expect(await readdir(directory)).toEqual([])
  })

  it('is kept by a process that lives, where either side cannot see when that was started', async () => {
    const directory = await room()
    const files = nodeFiles({ directory })
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
    await once(child, 'spawn')
    const pid = child.pid as number
    for (const [start, isHidden] of [
      ['unknown', false],
      [startOf(pid), true],
      ['unknown', true],
    ] as const) {
      const held = `f.lock~${pid}-${start}-000000000000`
      await writeFile(join(directory, held), '')
      hidden.pid = isHidden ? pid : 0
      await expect(files.lock('f', { timeoutMs: 0 })).rejects.toMatchObject({ code: 'FILES_LOCKED' })
      expect(await readdir(directory)).toEqual([held])
      await rm(join(directory, held))
    }
    await writeFile(join(directory, `f.lock~${pid}-unknown-000000000000`), '')
    child.kill('SIGKILL')
    await once(child, 'exit')
    await (await files.lock('f', { timeoutMs: 0 })).release()
    expect(await readdir(directory)).toEqual([])
  })

  it('passes on what the system says, with its words', async () => {
    const directory = await room()
    await writeFile(join(directory, 'file'), '')
    const refused = nodeFiles({ directory: join(directory, 'file') }).lock('f')
    await expect(refused).rejects.toMatchObject({ name: 'FilesError', code: 'FILES_FAILED', cause: { code: 'EEXIST' } })
    const below = nodeFiles({ directory: join(directory, 'file', 'below') }).lock('f')
    await expect(below).rejects.toMatchObject({ name: 'FilesError', code: 'FILES_FAILED', cause: { code: 'ENOTDIR' } })
  })

  it('leaves nothing of a process that was killed while it asked', async () => {
    const directory = await room()
    await writeFile(join(directory, `.lock~${process.pid}-1-000000000000-open`), '')
    await (await nodeFiles({ directory }).lock('f', { timeoutMs: 0 })).release()
    expect(await readdir(directory)).toEqual([])
  })

  it('is not kept by a process that got the number of a dead one', async () => {
    const directory = await room()
    await writeFile(join(directory, `f.lock~${process.pid}-1-000000000000`), '')
    const lock = await nodeFiles({ directory }).lock('f', { timeoutMs: 0 })
    expect(await readdir(directory)).toEqual([
      expect.stringContaining(`f.lock~${process.pid}-${startOf(process.pid)}-`),
    ])
    await lock.release()
  })
})
