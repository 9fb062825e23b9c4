// Fills in what a README says of a package's size and dependencies, between `<!-- facts -->` and `<!-- /facts -->`.
// With `--check` it writes nothing and fails where a README says something else.
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const checking = process.argv.includes('--check')
const between = /(<!-- facts -->\n).*?(<!-- \/facts -->)/s

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
  const rows = sizes.map(({ name: path, size }) => {
    const entry = entryOf(path)
    if (entry === undefined)
      throw new Error(`${name}: size-limit names "${path}", which no entry of "exports" leads to`)
    return `| \`${name}${entry.slice(1)}\` | ${(size / 1000).toFixed(1)} kB |`
  })
  const own = Object.keys(dependencies).filter(dependency => dependency.startsWith('@plimsoll/'))
  const needs = foreign.length ? foreign.map(dependency => `\`${dependency}\``).join(', ') : 'none'
  const counted = own.length ? `, ${own.map(dependency => `\`${dependency}\``).join(', ')} included` : ''
  return `| entry | minified and gzipped${counted} |\n|---|---|\n${rows.join('\n')}\n\nDependencies from elsewhere: ${needs}.\n`
}

const leavesOf = target => (typeof target === 'string' ? [target] : Object.values(target).flatMap(leavesOf))

let wrong = 0
for (const name of readdirSync(`${root}packages`)) {
  const path = `${root}packages/${name}/README.md`
  const before = readFileSync(path, 'utf8')
  const after = before.replace(between, (_, open, close) => open + factsOf(`${root}packages/${name}`) + close)
  if (!between.test(before)) {
    console.error(`packages/${name}/README.md has no <!-- facts --> … <!-- /facts --> to fill in`)
    wrong++
  } else if (after !== before && checking) {
    console.error(`packages/${name}/README.md: its facts are not those of the build; run: node tooling/facts.mjs`)
    wrong++
  } else if (after !== before) {
    writeFileSync(path, after)
    console.log(`packages/${name}/README.md`)
  }
}
process.exitCode = wrong ? 1 : 0
