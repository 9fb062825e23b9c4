import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const script = fileURLToPath(new URL('../examples/first-job.mjs', import.meta.url))
const run = promisify(execFile)
let folder

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-docs-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('the first job of the guide', () => {
  it('runs as it stands, and a second time finds all of its frames', async () => {
    const first = await run(process.execPath, [script], { cwd: folder })
    expect(first.stdout).toMatch(/^50 frames: 0\.\d\d to \d+\.\d\d\n$/)
    const second = await run(process.execPath, [script], { cwd: folder })
    expect(second.stdout).toBe(first.stdout)
  })
})
