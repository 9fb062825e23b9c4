// Runs a root script's command. With nothing installed yet, plain Node is all there is: so it first installs, with the
// pinned pnpm, whenever the lockfile and what lies in node_modules differ. Node and npm are all that a newcomer needs.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { runChild } from './child.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const read = path => {
  try {
    return readFileSync(`${root}${path}`, 'utf8')
  } catch {
    return undefined
  }
}
const windows = process.platform === 'win32'

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Plimsoll needs Node 20.19 or later; this is ${process.version}. Install a newer Node and try again.`)
  process.exit(1)
}

if (read('pnpm-lock.yaml') !== read('node_modules/.pnpm/lock.yaml')) {
  const { packageManager } = JSON.parse(read('package.json'))
  console.error(`Installing with ${packageManager} (once; again when the lockfile changes)`)
  // What the install says goes to stderr: stdout is the command's.
  const { status } = spawnSync('npx', ['--yes', packageManager, 'install', '--frozen-lockfile'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: windows,
  })
  if (status !== 0) {
    console.error(
      'The install failed: see above. After a change of a package.json, update the lockfile: npx pnpm install',
    )
    process.exit(status ?? 1)
  }
}

const [command, ...args] = process.argv.slice(2)
try {
  process.exitCode = await runChild(command, args, {
    stdio: 'inherit',
    shell: windows,
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' },
  })
} catch (error) {
  console.error(`${command}: ${error.message}`)
  process.exitCode = 1
}
