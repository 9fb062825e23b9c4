// `npm run check:consumers`: every package, packed and installed as users have it, in every environment that they use.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { choose } from './choose.mjs'
import { environments } from './environments.mjs'
import { listPackages, untried } from './packages.mjs'
import { notesOf, tableOf } from './table.mjs'
import { tryAll } from './trials.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))
const programs = fileURLToPath(new URL('programs', import.meta.url))

const packages = listPackages(join(root, 'packages'))
const { chosen, keep } = asked()
const gaps = new Map(chosen.packages.map(pack => [pack, untried(pack, programs)]))

const { status } = spawnSync('turbo', ['run', 'build', '--filter', './packages/*', '--output-logs=errors-only'], {
  cwd: root,
  stdio: 'inherit',
  shell: process.platform === 'win32',
})
if (status !== 0) process.exit(status ?? 1)

const room = mkdtempSync(join(tmpdir(), 'plimsoll-consumers-'))
try {
  const results = await tryAll(packages, {
    ...{ environments: chosen.environments, programs, room },
    wanted: pack => gaps.get(pack)?.length === 0,
    onResult: ({ pack, environment, outcome }) => console.log(`${environment}: ${pack}: ${outcome}`),
  })
  if (results.length > 0) console.log(`\n${tableOf(results)}\n\n${notesOf(results)}`)
  const lines = [...gaps].flatMap(([{ title }, todo]) => todo.map(line => `FAILED: ${title}: ${line}`))
  for (const line of lines) console.log(line)
  if (lines.length > 0 || results.some(({ outcome }) => outcome === 'failed')) process.exitCode = 1
} finally {
  if (keep) console.log(`The projects stay in ${room}`)
  else rmSync(room, { recursive: true, force: true })
}

function asked() {
  try {
    const { values } = parseArgs({
      options: { only: { type: 'string', multiple: true, default: [] }, keep: { type: 'boolean', default: false } },
    })
    return { chosen: choose(values.only, packages, environments), keep: values.keep }
  } catch (error) {
    console.error(error.message)
    process.exit(2)
  }
}
