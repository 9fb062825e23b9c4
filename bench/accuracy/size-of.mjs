// `sizeOf` against the truth, in this Node, in those whose executables are named, and, where one is found, in Chromium.
// node bench/accuracy/size-of.mjs [path of another node]... && node bench/accuracy/table.mjs
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { inChromium } from './chromium.mjs'
import { composites, kinds } from './kinds.mjs'
import { unseen } from './unseen.mjs'

const here = new URL('.', import.meta.url)
const truth = fileURLToPath(new URL('truth.mjs', here))
const parts = { kinds, composites, unseen }

function inNode(executable, names) {
  const rows = names.map(kind => ({ kind, ...JSON.parse(execFileSync(executable, ['--expose-gc', truth, kind])) }))
  return { runtime: `Node ${rows[0].node}`, rows: rows.map(({ node, ...row }) => row) }
}

const median = values => {
  const sorted = values.toSorted ? values.toSorted((a, b) => a - b) : [...values].sort((a, b) => a - b)
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2
}
const error = ({ claimed, measured }) => (claimed - measured) / measured
const summary = rows => ({
  values: rows.length,
  medianAbsoluteError: median(rows.map(row => Math.abs(error(row)))),
  worstError: rows.map(error).sort((one, other) => Math.abs(other) - Math.abs(one))[0],
  within5Percent: rows.filter(row => Math.abs(error(row)) <= 0.05).length,
})

const goalsOf = ({ kinds, unseen }) => [
  { text: 'listed kinds: median error at most 2 %', met: kinds.medianAbsoluteError <= 0.02 },
  { text: 'listed kinds: at least 28 within 5 %', met: kinds.within5Percent >= 28 },
  { text: 'values not listed: median error at most 12 %', met: unseen.medianAbsoluteError <= 0.12 },
  { text: 'values not listed: none off by more than 35 %', met: Math.abs(unseen.worstError) <= 0.35 },
]

const percent = share => `${share < 0 ? '' : '+'}${(share * 100).toFixed(1)} %`
function report(runtime, rows) {
  console.log(
    `\n${runtime}\n${'kind'.padEnd(40)}${'claimed'.padStart(10)}${'measured'.padStart(12)}${'error'.padStart(10)}`,
  )
  for (const row of rows)
    console.log(
      `${row.kind.padEnd(40)}${row.claimed.toFixed(1).padStart(10)}${row.measured.toFixed(1).padStart(12)}${percent(error(row)).padStart(10)}` +
        (Math.abs(row.changed ?? 0) > Math.max(row.measured * 0.05, 4)
          ? `  looking changed it by ${row.changed.toFixed(1)}`
          : ''),
    )
  const summaries = Object.fromEntries(
    Object.entries(parts).map(([part, of]) => [part, summary(rows.filter(row => row.kind in of))]),
  )
  for (const [part, { values, medianAbsoluteError, worstError, within5Percent }] of Object.entries(summaries))
    console.log(
      `${part}: median error ${percent(medianAbsoluteError)}, ${within5Percent} of ${values} within 5 %, worst ${percent(worstError)}`,
    )
  const goals = goalsOf(summaries)
  for (const { text, met } of goals) console.log(`${met ? 'met   ' : 'MISSED'} ${text}`)
  return {
    runtime,
    ...summaries,
    goals,
    rows: rows.map(row => ({ part: Object.keys(parts).find(part => row.kind in parts[part]), ...row })),
  }
}

const names = Object.values(parts).flatMap(part => Object.keys(part))
const runs = []
for (const executable of [process.execPath, ...process.argv.slice(2)]) {
  const { runtime, rows } = inNode(executable, names)
  runs.push(report(runtime, rows))
}
const chromium = await inChromium(names)
if (chromium) runs.push(report(chromium.runtime, chromium.rows))
else console.log('\nNo Chromium was found: measured in Node alone.')

const results = new URL('../results/', here)
mkdirSync(results, { recursive: true })
writeFileSync(
  new URL('size-of-accuracy.json', results),
  `${JSON.stringify(
    {
      name: 'size-of-accuracy',
      command: 'node bench/accuracy/size-of.mjs [path of another node]...',
      date: new Date().toISOString(),
      machine: {
        cpu: cpus()[0]?.model,
        cores: cpus().length,
        platform: `${process.platform} ${process.arch}`,
        node: process.version,
      },
      runs,
    },
    null,
    2,
  )}\n`,
)
