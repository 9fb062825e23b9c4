import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nodeFiles } from '@plimsoll/files/node'
import { afterAll } from 'vitest'
import { describeCacheWithDisk } from './describe-cache.js'
import { describeDiskTier } from './describe-disk-tier.js'

const directories: string[] = []
afterAll(() => Promise.all(directories.map(directory => rm(directory, { recursive: true, force: true }))))

const create = async () => {
  const directory = await mkdtemp(join(tmpdir(), 'plimsoll-tier-'))
  directories.push(directory)
  return nodeFiles({ directory })
}

describeDiskTier("Node's file system", create)
describeCacheWithDisk("Node's file system", create)
