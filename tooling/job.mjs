// `npm run job -- <app> …`: builds the app if it is stale, then runs its command; stdout belongs to the command alone.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { runChild } from './child.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const apps = readdirSync(`${root}apps`).filter(name => existsSync(`${root}apps/${name}/src/cli.ts`))
const [name, ...rest] = process.argv.slice(2)

if (!apps.includes(name)) {
  console.error(
    `${name === undefined ? 'No job was named' : `There is no job "${name}"`}; the jobs: ${apps.join(', ')}.`,
  )
  console.error('Usage: npm run job -- <job> [options], npm run job -- <job> --help')
  process.exit(2)
}

const { name: pkg } = JSON.parse(readFileSync(`${root}apps/${name}/package.json`, 'utf8'))
const built = await runChild('turbo', ['run', 'build', `--filter=${pkg}`, '--output-logs=errors-only'], {
  cwd: root,
  stdio: ['ignore', 2, 2],
  shell: process.platform === 'win32',
})
if (built !== 0) process.exit(built > 128 ? built : 1)

// npm changes into the root; paths in the options are meant from where the user stands.
process.exitCode = await runChild(process.execPath, [`${root}apps/${name}/dist/cli.js`, ...rest], {
  cwd: process.env.INIT_CWD ?? process.cwd(),
  stdio: 'inherit',
})
