import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nodeFiles } from '@plimsoll/files/node'
import { afterAll } from 'vitest'
import { describeSessions } from './describe-sessions.js'

const rooms: string[] = []

afterAll(async () => {
  for (const room of rooms) await rm(room, { recursive: true, force: true })
})

describeSessions('in Node', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'plimsoll-sessions-'))
  rooms.push(directory)
  return nodeFiles({ directory })
})
