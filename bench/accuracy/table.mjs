// Prints the summary of bench/results/size-of-accuracy.json as Markdown, for the package's README.
import { readFileSync } from 'node:fs'

const { machine, runs } = JSON.parse(readFileSync(new URL('../results/size-of-accuracy.json', import.meta.url), 'utf8'))
const percent = share => `${(share * 100).toFixed(1)} %`
const error = ({ claimed, measured }) => (claimed - measured) / measured
const worst = (rows, part) => {
  const [row] = rows.filter(row => row.part === part).sort((a, b) => Math.abs(error(b)) - Math.abs(error(a)))
  return `${row.kind} ${percent(error(row))}`
}
const cell = (run, part) => {
  const { values, medianAbsoluteError, within5Percent } = run[part]
  return `${percent(medianAbsoluteError)}; ${within5Percent} of ${values}; ${worst(run.rows, part)}`
}
console.log(`| median error; within 5 %; worst | listed kinds | composites | unseen |
|---|---|---|---|`)
for (const run of runs)
  console.log(`| ${run.runtime} | ${['kinds', 'composites', 'unseen'].map(part => cell(run, part)).join(' | ')} |`)
console.log(`\nMachine: ${machine.cpu ?? 'unknown processor'}, ${machine.cores} cores, ${machine.platform}.`)
