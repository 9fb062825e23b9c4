// One bench from its description to its result.
import { describeMachine, versionOf } from './machine.mjs'
import { startProcess } from './process.mjs'
import { resultOf } from './result.mjs'
import { runRounds } from './rounds.mjs'

/**
 * @param {object} bench of the catalogue
 * @param {{ quick: boolean, rounds?: number, onReading?: Function }} options
 */
export async function measure(bench, { quick, rounds = quick ? bench.rounds.quick : bench.rounds.full, onReading }) {
  const candidates = bench.candidates.map(candidate => ({
    start: 'start',
    ...candidate,
    module: new URL(candidate.module, bench.base),
    version: candidate.package ? versionOf(candidate.package) : undefined,
  }))
  const date = new Date().toISOString()
  const start = candidate => startProcess(candidate, { quick, ...candidate.options })
  const runs = await runRounds(candidates, { rounds, start, onReading, sideBySide: bench.sideBySide })
  const command = `npm run bench -- ${bench.name}${quick ? ' --quick' : ''}`
  return resultOf(bench, runs, { machine: describeMachine(bench), command, date, quick, rounds })
}
