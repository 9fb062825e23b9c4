// What consumers claim against what comes back, in this Node and in those whose executables are named.
// node bench/accuracy/consumers.mjs [path of another node]...
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { kinds } from './consumers-kinds.mjs'

const truth = fileURLToPath(new URL('consumers-truth.mjs', import.meta.url))
const allowed = 0.1
const figures = [
  ['held', 'claimed', 'measured'],
  ['given back', 'answered', 'freed'],
  ['held after', 'claimedAfter', 'measuredAfter'],
]
// Against what is all but nothing, any figure is far off: there, against a twentieth of what was held.
const errorOf = (said, is, held) => (said - is) / Math.max(is, held / 20)
const percent = share => `${share < 0 ? '' : '+'}${(share * 100).toFixed(1)} %`

const runs = []
for (const executable of [process.execPath, ...process.argv.slice(2)]) {
  const rows = Object.keys(kinds).map(kind => {
    const reading = JSON.parse(execFileSync(executable, ['--expose-gc', truth, kind]))
    const errors = Object.fromEntries(
      figures.map(([name, said, is]) => [name, errorOf(reading[said], reading[is], reading.measured)]),
    )
    return { kind, ...reading, errors, met: Object.values(errors).every(error => Math.abs(error) <= allowed) }
  })
  const [{ node }] = rows
  console.log(
    `\nNode ${node}\n\n| consumer | ${figures.map(([name]) => name).join(' | ')} | within 10 % |\n|---|---|---|---|---|`,
  )
  for (const { kind, errors, met } of rows)
    console.log(`| ${kind} | ${figures.map(([name]) => percent(errors[name])).join(' | ')} | ${met ? 'yes' : 'NO'} |`)
  runs.push({ runtime: `Node ${node}`, rows: rows.map(({ node, ...row }) => row) })
}

const results = new URL('../results/', import.meta.url)
mkdirSync(results, { recursive: true })
const all = runs.flatMap(({ rows }) => rows)
writeFileSync(
  new URL('consumer-accuracy.json', results),
  `${JSON.stringify(
    {
      name: 'consumer-accuracy',
      command: 'node bench/accuracy/consumers.mjs [path of another node]...',
      date: new Date().toISOString(),
      machine: {
        cpu: cpus()[0]?.model,
        cores: cpus().length,
        platform: `${process.platform} ${process.arch}`,
        node: process.version,
      },
      goal: [
        {
          text: 'bytes claimed, and bytes answered to a reclaim, within 10 % of what is measured',
          value: all.filter(({ met }) => met).length,
          outOf: all.length,
          met: all.every(({ met }) => met),
        },
      ],
      runs,
    },
    null,
    2,
  )}\n`,
)
