import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nodeFiles } from '@plimsoll/files/node'
import { afterAll } from 'vitest'
import { describeCheckpointFile } from './describe-checkpoint-file.js'

const directories: string[] = []
afterAll(() => Promise.all(directories.map(directory => rm(directory, { recursive: true, force: true }))))

describeCheckpointFile('Node', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'plimsoll-checkpoint-'))
  directories.push(directory)
  return nodeFiles({ directory })
})
