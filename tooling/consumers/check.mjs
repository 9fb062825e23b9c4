// `npm run check:consumers`: every package, packed and installed as users have it, in every environment that they use.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { choose } from './choose.mjs'
import { environments } from './environments.mjs'
import { listPackages, missingPrograms } from './packages.mjs'
import { notesOf, tableOf } from './table.mjs'
import { tryAll } from './trials.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))
const programs = fileURLToPath(new URL('programs', import.meta.url))

const { values } = parseArgs({
  options: { only: { type: 'string', multiple: true, default: [] }, keep: { type: 'boolean', default: false } },
})
const packages = listPackages(join(root, 'packages'))
const chosen = choose(values.only, packages, environments)
const missing = missingPrograms(chosen.packages, programs)

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
    wanted: pack => chosen.packages.includes(pack) && !missing.some(file => file.startsWith(`${pack.title}.`)),
    onResult: ({ pack, environment, outcome }) => console.log(`${environment}: ${pack}: ${outcome}`),
  })
  console.log(`\n${tableOf(results)}\n\n${notesOf(results)}`)
  for (const file of missing) console.log(`FAILED: there is no tooling/consumers/programs/${file}: write one`)
  if (missing.length > 0 || results.some(({ outcome }) => outcome === 'failed')) process.exitCode = 1
} finally {
  if (values.keep) console.log(`The projects stay in ${room}`)
  else rmSync(room, { recursive: true, force: true })
}
