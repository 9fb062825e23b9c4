// `npm run docs`: TypeDoc's site in `site/`, warnings as errors, with the results that its figures draw.
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const at = path => fileURLToPath(new URL(`../${path}`, import.meta.url))

const { status } = spawnSync('typedoc', process.argv.slice(2), {
  cwd: at(''),
  stdio: 'inherit',
  shell: process.platform === 'win32',
})
if (status !== 0) process.exit(status ?? 1)

mkdirSync(at('site/figures'), { recursive: true })
for (const file of readdirSync(at('bench/results')))
  if (file.endsWith('.json')) copyFileSync(at(`bench/results/${file}`), at(`site/figures/${file}`))
