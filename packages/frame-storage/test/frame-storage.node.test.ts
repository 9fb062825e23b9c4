import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nodeFiles } from '@plimsoll/files/node'
import { afterAll } from 'vitest'
import { describeStorage } from './describe-storage.js'

const rooms: string[] = []

afterAll(async () => {
  for (const room of rooms) await rm(room, { recursive: true, force: true })
})

describeStorage('in Node', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'plimsoll-frames-'))
  rooms.push(directory)
  return nodeFiles({ directory })
})
