import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('node-program.mjs', import.meta.url))

/** Each round is a process of its own: what the last one left resident would hide what this one adds. */
export const start = options => ({
  round: () => JSON.parse(execFileSync(process.execPath, ['--expose-gc', program, JSON.stringify(options)])),
})
