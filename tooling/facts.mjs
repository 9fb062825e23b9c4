// Fills in what READMEs say in figures, so that nobody copies one by hand: a package's size and dependencies between
// `<!-- facts -->` and `<!-- /facts -->`, a benchmark's result between `<!-- figures: name -->` and `<!-- /figures -->`.
// With `--check` it writes nothing and fails where a README says something else.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const checking = process.argv.includes('--check')
const between = /(<!-- facts -->\n).*?(<!-- \/facts -->)/s
const results = /(<!-- figures: (\S+) -->\n).*?(<!-- \/figures -->)/gs
const survival = /(<!-- survival -->\n).*?(<!-- \/survival -->)/s

const shown = value => value.toLocaleString('en', { maximumSignificantDigits: 3 })

function figuresOf(bench) {
  const { title, unit, about, machine, command, rounds, candidates, ratios } = JSON.parse(
    readFileSync(`${root}bench/results/${bench}.json`, 'utf8'),
  )
  const rows = candidates.map(({ name, version, median, min, max, role }) => {
    const ratio = ratios.find(({ to }) => to === name)
    const who = `${name}${version ? ` ${version}` : ''}${role === 'limit' ? ' (limit)' : ''}`
    const times = ratio && role !== 'variant' ? `${shown(ratio.median)} x` : ''
    const label = role === 'ours' ? `**${who}**` : who
    return `| ${label} | ${shown(median)} | ${shown(min)} to ${shown(max)} | ${times} |`
  })
  const { cpu, cores, node, chromium } = machine
  const where = `${cpu}, ${cores} cores, Node ${node}${chromium ? `, Chromium ${chromium}` : ''}`
  return `| ${title} | ${unit}, median | least to most | ours against it, above 1 is better |
|---|---|---|---|
${rows.join('\n')}

${about} ${rounds} interleaved rounds; ${where}; \`${command}\`.
`
}

// All programs of the survival bench in one table, for what counts in them is who lived.
function survivalTable() {
  const benches = readdirSync(`${root}bench/results`).filter(name => name.startsWith('survival-'))
  let machine
  const rows = benches.map(file => {
    const result = JSON.parse(readFileSync(`${root}bench/results/${file}`, 'utf8'))
    machine = result.machine
    const [, program, node] = /survival-(\w+)-node(\d+)/.exec(file)
    const outcomes = (name, outcome) => {
      const { details } = result.candidates.find(candidate => candidate.name === name)
      return `${details.filter(round => round.outcome === outcome).length} of ${details.length}`
    }
    const against = side => {
      const ratio = result.ratios.find(({ to }) => to === side)
      if (!ratio) return '—'
      const { median, min, max } = ratio
      return `${shown(1 / median)} (${shown(1 / max)} to ${shown(1 / min)})`
    }
    const lived = `${outcomes('without', 'died')} | ${outcomes('with the budget', 'lived')}`
    return `| ${program} | ${node} | ${lived} | ${against('unbounded')} | ${against('bounded by hand')} |`
  })
  return `| program | Node | died without | lived with | time against a run with 4 GiB | against the same, bounded by hand |
|---|---|---|---|---|---|
${rows.join('\n')}

Times as median (least to most) of the rounds; ${machine.cpu}, ${machine.cores} cores; \`npm run bench -- survival\`.
`
}

function factsOf(folder) {
  const { name, exports, dependencies = {} } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'))
  const { status, stdout, stderr } = spawnSync('size-limit', ['--json'], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, PATH: `${folder}/node_modules/.bin:${process.env.PATH}` },
    shell: process.platform === 'win32',
  })
  if (status !== 0 && !stdout) throw new Error(`size-limit in ${folder}: ${stderr}`)
  const sizes = JSON.parse(stdout)
  const entryOf = path => Object.keys(exports).find(entry => leavesOf(exports[entry]).includes(`./${path}`))
  const foreign = Object.keys(dependencies).filter(dependency => !dependency.startsWith('@plimsoll/'))
  // A part of an entry is named after its path: `dist/index.js MemoryBudget`.
  const rows = sizes.map(({ name: measured, size }) => {
    const [path, part] = measured.split(' ')
    const entry = entryOf(path)
    if (entry === undefined)
      throw new Error(`${name}: size-limit names "${path}", which no entry of "exports" leads to`)
    const condition = Object.keys(exports[entry]).find(key => leavesOf(exports[entry][key]).includes(`./${path}`))
    const where = condition === 'node' ? ', in Node' : condition === 'browser' ? ', in browsers' : ''
    const alone = part ? `, \`${part}\` alone` : ''
    return `| \`${name}${entry.slice(1)}\`${where}${alone} | ${(size / 1000).toFixed(1)} kB |`
  })
  const own = Object.keys(dependencies).filter(dependency => dependency.startsWith('@plimsoll/'))
  const needs = foreign.length ? foreign.map(dependency => `\`${dependency}\``).join(', ') : 'none'
  const counted = own.length ? `, ${own.map(dependency => `\`${dependency}\``).join(', ')} included` : ''
  return `| entry | minified and gzipped${counted} |\n|---|---|\n${rows.join('\n')}\n\nDependencies from elsewhere: ${needs}.\n`
}

const leavesOf = target => (typeof target === 'string' ? [target] : Object.values(target).flatMap(leavesOf))

const packages = readdirSync(`${root}packages`).map(name => `packages/${name}`)
const readmes = ['.', ...readdirSync(`${root}apps`).map(name => `apps/${name}`), ...packages]

let wrong = 0
for (const folder of readmes) {
  const name = `${folder}/README.md`
  if (!existsSync(root + name)) continue
  const before = readFileSync(root + name, 'utf8')
  const after = before
    .replace(between, (_, open, close) => open + factsOf(root + folder) + close)
    .replace(results, (_, open, bench, close) => open + figuresOf(bench) + close)
    .replace(survival, (_, open, close) => open + survivalTable() + close)
  if (packages.includes(folder) && !between.test(before)) {
    console.error(`${name} has no <!-- facts --> … <!-- /facts --> to fill in`)
    wrong++
  } else if (after !== before && checking) {
    console.error(`${name}: its figures are not those of the build and of bench/results; run: node tooling/facts.mjs`)
    wrong++
  } else if (after !== before) {
    writeFileSync(root + name, after)
    console.log(name)
  }
}
process.exitCode = wrong ? 1 : 0
