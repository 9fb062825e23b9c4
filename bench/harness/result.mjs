// Turns the readings of all rounds into what is printed, written and drawn in the documentation.
import { mkdirSync, writeFileSync } from 'node:fs'
import { ratios, summary } from './statistics.mjs'

/**
 * @param {object} bench as a bench's file exports it
 * @param {{ candidate: object, readings: Map<number, object>, failed?: string }[]} runs
 * @param {object} about machine, command, date, quick, rounds
 */
export function resultOf(bench, runs, about) {
  const values = run => new Map([...run.readings].map(([round, reading]) => [round, reading.value]))
  const candidates = runs.map(run => candidateOf(run, values(run)))
  const ours = runs.find(({ candidate }) => candidate.role === 'ours')
  const compared = []
  for (const run of runs) {
    if (run === ours || !ours) continue
    const ratio = ratios(values(ours), values(run), bench.better)
    if (ratio) compared.push({ to: run.candidate.name, role: run.candidate.role, ...ratio })
  }
  const best = bestPeer(candidates, bench.better)
  const compare = (name, to) => {
    const [one, other] = [name, to].map(wanted => runs.find(({ candidate }) => candidate.name === wanted))
    return one && other && ratios(values(one), values(other), bench.better)
  }
  return {
    name: bench.name,
    title: bench.title,
    unit: bench.unit,
    better: bench.better,
    ...(bench.about ? { about: bench.about } : {}),
    ...about,
    candidates,
    ...(best ? { bestPeer: best } : {}),
    ratios: compared,
    goal: (bench.goals ?? []).map(goal => ({
      ...goal,
      ...judged(goal, { candidates, compare, best, better: bench.better }),
    })),
  }
}

function candidateOf({ candidate: { name, version, role }, readings, failed }, values) {
  const readingsOf = [...readings.values()]
  const notes = [...new Set(readingsOf.map(reading => reading.note).filter(Boolean))]
  const details = readingsOf.map(reading => reading.details).filter(Boolean)
  return {
    name,
    ...(version ? { version } : {}),
    role,
    ...(values.size ? summary([...values.values()]) : {}),
    ...(readingsOf.some(reading => reading.atLeast) ? { atLeast: true } : {}),
    ...(notes.length ? { notes } : {}),
    ...(details.length ? { details } : {}),
    ...(failed ? { failed } : {}),
  }
}

const bestPeer = (candidates, better) => {
  const peers = candidates.filter(({ role, values }) => role === 'peer' && values)
  peers.sort((a, b) => (better === 'lower' ? a.median - b.median : b.median - a.median))
  return peers[0]?.name
}

// A goal is a bound on the ratio to one candidate (or to the best peer), or on the worst or middle value, of ours or of the
// candidate that it names by `of`; or that every round of that one ended in one way, and that there were enough of them.
function judged({ to, min, max, worst, median, of, every }, { candidates, compare, best, better }) {
  if (every) {
    const { values = [], details = [], failed } = candidates.find(({ name }) => name === of)
    const value = details.filter(({ outcome }) => outcome === every).length
    return { value, outOf: values.length, met: value >= (min ?? 1) && value === values.length && !failed }
  }
  const subject = candidates.find(({ name, role }) => (of ? name === of : role === 'ours'))
  if (!subject?.values) return { met: false, value: null }
  const worstOfAll = better === 'higher' ? subject.min : subject.max
  const ratio = () => compare(subject.name, to === 'best peer' ? best : to)?.median
  const value = worst ? worstOfAll : median ? subject.median : ratio()
  if (value === undefined) return { met: false, value: null }
  return { value, met: (min === undefined || value >= min) && (max === undefined || value <= max) }
}

/**
 * Writes a result: a full one to `results/`, where it is kept with the sources and drawn in the documentation; a quick
 * one to `results/quick/`, which is not.
 *
 * @param {URL} folder ends in `/`
 * @returns {URL} where it was written
 */
export function writeResult(result, folder) {
  const into = result.quick ? new URL('quick/', folder) : folder
  mkdirSync(into, { recursive: true })
  const file = new URL(`${result.name}.json`, into)
  const rounded = (_, value) =>
    typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(5)) : value
  writeFileSync(file, `${JSON.stringify(result, rounded, 2)}\n`)
  return file
}
