import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nodeFiles } from '@plimsoll/files/node'
import { afterAll, expect, it } from 'vitest'
import { FrameStorage } from '../src/index.js'
import { describeSessions } from './describe-sessions.js'

const rooms: string[] = []

afterAll(async () => {
  for (const room of rooms) await rm(room, { recursive: true, force: true })
})

async function room(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'plimsoll-sessions-'))
  rooms.push(directory)
  return directory
}

describeSessions('in Node', async () => nodeFiles({ directory: await room() }))

it('a session that is to be read makes no folder where there is none', async () => {
  const directory = await room()
  const backend = nodeFiles({ directory: join(directory, 'mistyped') })
  const code = 'FRAMES_NO_SESSION'
  await expect(FrameStorage.open({ session: 'run', backend, readOnly: true })).rejects.toMatchObject({ code })
  expect(await readdir(directory)).toEqual([])
})

it('nor does one that is to be deleted', async () => {
  const directory = await room()
  const backend = nodeFiles({ directory: join(directory, 'mistyped') })
  expect(await FrameStorage.delete('run', { backend })).toBe(false)
  expect(await readdir(directory)).toEqual([])
})
