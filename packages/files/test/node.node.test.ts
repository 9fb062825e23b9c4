import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { startOf } from '../src/backend/node-lock.js'
import { platformFiles } from '../src/index.node.js'
import { nodeFiles } from '../src/node.js'
import { describeBackend } from './describe-backend.js'

const rooms: string[] = []
const room = async () => {
  const made = await mkdtemp(join(tmpdir(), 'plimsoll-files-'))
  rooms.push(made)
  return made
}
afterAll(async () => {
  for (const made of rooms) await rm(made, { recursive: true, force: true })
})

describeBackend('Node', async () => {
  const directory = join(await room(), 'made/with the first file')
  return { files: nodeFiles({ directory }), again: () => nodeFiles({ directory }) }
})

describe('nodeFiles', () => {
  it('is what platformFiles answers in Node', async () => {
    const directory = await room()
    expect(platformFiles({ directory })).toMatchObject({ kind: 'node', directory })
  })

  it('refuses a directory that is none', () => {
    expect(() => nodeFiles({ directory: '' })).toThrow(expect.objectContaining({ code: 'FILES_INVALID_OPTIONS' }))
  })

  it('passes on what the system says, with its words', async () => {
    const directory = await room()
    await writeFile(join(directory, 'file'), '')
    const refused = nodeFiles({ directory }).open('file/below', { create: true })
    await expect(refused).rejects.toMatchObject({ code: 'FILES_FAILED', cause: { code: 'EEXIST' } })
  })

  it.runIf(process.platform === 'linux')('names a full disk, and how much was needed', async () => {
    const file = await nodeFiles({ directory: '/dev' }).open('full')
    const refused = file.writeAt(new Uint8Array(100), 0)
    await expect(refused).rejects.toMatchObject({ code: 'FILES_FULL', neededBytes: 100, cause: { code: 'ENOSPC' } })
    await file.close()
  })
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
    child.kill('SIGKILL')
    await once(child, 'exit')
    await (await files.lock('f', { timeoutMs: 0 })).release()
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
