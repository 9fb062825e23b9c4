import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Manifest, RecordLog } from '@plimsoll/files'
import { nodeFiles } from '@plimsoll/files/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const child = fileURLToPath(new URL('./full-disk-child.mjs', import.meta.url))

describe.skipIf(process.platform === 'win32')('a disk of Node that takes no more', () => {
  let directory: string
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'plimsoll-full-'))
  })
  afterAll(() => rm(directory, { recursive: true, force: true }))

  it.each([80, 145, 200])('is told by name, and loses nothing, with files of at most %i KiB', async kibibytes => {
    const own = join(directory, String(kibibytes))
    // In blocks of 512 bytes, as POSIX has it. The signal that comes with it would end the process.
    const script = `trap '' XFSZ; ulimit -f ${kibibytes * 2}; exec "$0" "$@"`
    const output = execFileSync('sh', ['-c', script, process.execPath, child, own], { encoding: 'utf8' })
    const { records, end, refusals } = JSON.parse(output) as { records: number; end: number; refusals: unknown[] }
    const refusal = { code: 'FILES_FULL', neededBytes: expect.any(Number), hasCause: true }
    expect(refusals).toEqual([refusal, refusal])
    const files = nodeFiles({ directory: own })
    expect((await stat(join(own, 'log'))).size).toBe(end)
    const log = await RecordLog.open(files, 'log')
    expect(log.recovery).toEqual({ records, dropped: [] })
    const manifest = await Manifest.open(files, 'state')
    expect([...new Set(manifest.content), manifest.content.length]).toEqual([1, 100])
    await log.close()
    await manifest.close()
  })
})
