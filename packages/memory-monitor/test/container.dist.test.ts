import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, describe, expect, it } from 'vitest'
import { makeControlGroup } from './control-group.js'

const limitBytes = 384 * 2 ** 20
const group = makeControlGroup(limitBytes)
const program = fileURLToPath(new URL('./fixtures/fills-container.mjs', import.meta.url))

const run = (...args: string[]) =>
  promisify(execFile)(
    'sh',
    ['-c', 'echo $$ > "$0" && exec "$@"', group?.procs ?? '', process.execPath, program, ...args],
    {
      timeout: 60_000,
      env: { ...process.env, NODE_OPTIONS: '' },
    },
  )

// Where no control group can be made, the files of one stand in for it (limits.node.test.ts).
describe.skipIf(!group)('A process in a container', () => {
  afterAll(() => group?.remove())

  it('is killed by the kernel when it holds too much', async () => {
    await expect(run()).rejects.toMatchObject({ signal: 'SIGKILL' })
  })

  it('lives when its holders give back what the container runs short of', async () => {
    const { stdout } = await run('budget')
    const { told, containerBytes } = JSON.parse(stdout)
    expect(containerBytes).toBe(limitBytes)
    expect(told).toContain('container warning')
  })
})
