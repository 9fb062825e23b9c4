// Runs before every root script, with nothing installed yet: plain Node alone. Installs when the lockfile and what lies
// in node_modules differ, with the pinned pnpm, so that Node and npm are all that a newcomer needs.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const read = path => {
  try {
    return readFileSync(`${root}${path}`, 'utf8')
  } catch {
    return undefined
  }
}

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Plimsoll needs Node 20.19 or later; this is ${process.version}. Install a newer Node and try again.`)
  process.exit(1)
}

if (read('pnpm-lock.yaml') !== read('node_modules/.pnpm/lock.yaml')) {
  const { packageManager } = JSON.parse(read('package.json'))
  console.log(`Installing with ${packageManager} (once; again when the lockfile changes)`)
  try {
    execFileSync('npx', ['--yes', packageManager, 'install', '--frozen-lockfile'], {
      cwd: root,
      stdio: 'inherit',
      shell: process.platform === 'win32',
    })
  } catch (error) {
    console.error(
      'The install failed: see above. With a changed package.json, first update pnpm-lock.yaml (npx pnpm install).',
    )
    process.exit(error.status ?? 1)
  }
}
