// Prints the summary of bench/results/size-of-accuracy.json as Markdown, for the package's README.
import { readFileSync } from 'node:fs'

const { machine, runs } = JSON.parse(readFileSync(new URL('../results/size-of-accuracy.json', import.meta.url), 'utf8'))
const percent = share => `${(share * 100).toFixed(1)} %`
const worst = (rows, part) => {
  const error = row => (row.claimed - row.measured) / row.measured
  const [row] = rows.filter(row => row.part === part).sort((a, b) => Math.abs(error(b)) - Math.abs(error(a)))
  return `${row.kind}, ${percent(error(row))}`
}
console.log('| runtime | values | median error | within 5 % | worst |\n|---|---|---|---|---|')
for (const run of runs)
  for (const part of ['kinds', 'composites', 'unseen']) {
    const { values, medianAbsoluteError, within5Percent } = run[part]
    console.log(
      `| ${run.runtime} | ${values} ${part} | ${percent(medianAbsoluteError)} | ${within5Percent} | ${worst(run.rows, part)} |`,
    )
  }
console.log(`\nMachine: ${machine.cpu ?? 'unknown processor'}, ${machine.cores} cores, ${machine.platform}.`)
