// `npm run bench -- <name> [--quick] [--rounds N] [--list]`
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { catalogue, named } from './harness/catalogue.mjs'
import { measure } from './harness/measure.mjs'
import { writeResult } from './harness/result.mjs'
import { tableOf } from './harness/table.mjs'

const usage = `npm run bench -- <name>...  measures; a name also stands for all that begin with it
  --quick     a minute at most; written to bench/results/quick/, which is not kept
  --rounds N  that many rounds instead of the bench's own
  --list      the names (as without a name)`

const fail = message => {
  console.error(`${message}\n\n${usage}`)
  process.exit(2)
}

const { values: flags, positionals } = parse()
const rounds = flags.rounds === undefined ? undefined : Number(flags.rounds)
if (rounds !== undefined && !(Number.isInteger(rounds) && rounds > 0))
  fail(`--rounds is "${flags.rounds}"; give a whole number above 0.`)

const all = await catalogue(new URL('benches/', import.meta.url))
if (flags.list || positionals.length === 0) {
  const width = Math.max(...all.map(({ name }) => name.length))
  for (const { name, title } of all) console.log(`  ${name.padEnd(width)}  ${title}`)
  console.log(`\n${usage}`)
  process.exit()
}

const chosen = new Set()
for (const name of positionals) {
  const found = named(all, name)
  if (found.length === 0) fail(`There is no bench "${name}"; there are ${all.map(bench => bench.name).join(', ')}.`)
  for (const bench of found) chosen.add(bench)
}

build([...chosen].flatMap(bench => bench.builds ?? []))
let failures = 0
for (const bench of chosen) {
  console.log(`\n${bench.name}: ${bench.candidates.map(({ name }) => name).join(', ')}`)
  const show = ({ name }, round, { value }) =>
    process.stdout.isTTY && console.log(`  ${round + 1} ${name}: ${value.toPrecision(4)} ${bench.unit}`)
  const result = await measure(bench, { quick: flags.quick, rounds, onReading: show })
  console.log(`\n${tableOf(result)}`)
  const file = writeResult(result, new URL('results/', import.meta.url))
  console.log(`\n  written to ${file.pathname.slice(file.pathname.lastIndexOf('/bench/') + 1)}`)
  failures += result.candidates.filter(({ failed }) => failed).length
}
process.exit(failures ? 1 : 0)

function parse() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        quick: { type: 'boolean', default: false },
        rounds: { type: 'string' },
        list: { type: 'boolean', default: false },
      },
    })
  } catch (error) {
    return fail(error.message)
  }
}

// Candidates import the packages as a user does: built.
function build(packages) {
  if (packages.length === 0) return
  const filters = [...new Set(packages)].map(name => `--filter=${name}`)
  const { status } = spawnSync('turbo', ['run', 'build', '--output-logs=errors-only', ...filters], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  if (status !== 0) process.exit(status ?? 1)
}
