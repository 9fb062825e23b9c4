import { execFile, execFileSync } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const contender = fileURLToPath(new URL('./lock-child.mjs', import.meta.url))
const poor = fileURLToPath(new URL('./few-files-child.mjs', import.meta.url))

describe('a lock of Node that several processes want', () => {
  let directory: string
  let meeting: string
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'plimsoll-contended-'))
    meeting = await mkdtemp(join(tmpdir(), 'plimsoll-meeting-'))
  })
  afterEach(async () => {
    for (const path of [directory, meeting]) await rm(path, { recursive: true, force: true })
  })

  it('has one holder at a time, some hundred times over', async () => {
    const args = [contender, directory, meeting, '6', '20']
    const children = Array.from({ length: 6 }, () => promisify(execFile)(process.execPath, args))
    const told = await Promise.all(children)
    const found = told.map(({ stdout }) => JSON.parse(stdout) as { locks: number; overlaps: number })
    expect(found.map(({ overlaps }) => overlaps)).toEqual(found.map(() => 0))
    for (const { locks } of found) expect(locks).toBeGreaterThanOrEqual(20)
    expect(await readdir(directory)).toEqual([])
  })

  it.skipIf(process.platform === 'win32')('is nobody’s after an attempt that ran out of open files', () => {
    const script = 'ulimit -n 64; exec "$0" "$@"'
    const args = ['-c', script, process.execPath, poor, directory]
    expect(JSON.parse(execFileSync('sh', args, { encoding: 'utf8' }))).toEqual({
      refusals: ['FILES_FAILED: EMFILE', 'FILES_FAILED: EMFILE', 'FILES_FAILED: EMFILE'],
      left: [],
      isFree: true,
    })
  })
})
