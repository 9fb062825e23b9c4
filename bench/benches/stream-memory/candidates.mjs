import { fork } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { logFile } from '../lines/log-file.mjs'

const program = fileURLToPath(new URL('program.mjs', import.meta.url))
const everyMs = 20
const MiB = 2 ** 20
// What is less is none, and gives no ratio.
const leastMiB = 0.1
// V8 doubles its young generation now and then up to 16 MiB, some of it late in a run: steps of its own, not growth with
// what was read. Where growth is measured it has that size from the start, in all candidates.
const wholeNursery = ['--min-semi-space-size=16']

/** What a process holds in memory, in bytes; nothing when it has gone. */
function residentBytes(pid) {
  try {
    return 1024 * Number(/VmRSS:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0)
  } catch {
    return 0
  }
}

/** A run of the program from its start to its end, as it looks from outside. */
async function watched(way, given, execArgv) {
  const child = fork(program, [way, JSON.stringify(given)], { execArgv })
  let samples = []
  const from = performance.now()
  const timer = setInterval(() => {
    const bytes = residentBytes(child.pid)
    if (bytes > 0) samples.push({ ms: performance.now() - from, mib: bytes / MiB })
  }, everyMs)
  let told
  child.on('message', message => {
    // Modules are loaded now, and the work begins.
    if (message === 'begin') samples = []
    else told = message
  })
  const code = await new Promise(resolve => child.once('close', resolve))
  clearInterval(timer)
  if (code !== 0) throw new Error(`the program ended with ${code}`)
  for (const [name, value] of Object.entries(told))
    if (value !== given[name]) throw new Error(`there were ${value} ${name}, not ${given[name]}`)
  return samples
}

/** By least squares: what a straight line through the readings adds over their time, and how far they lie off it. */
function fit(samples) {
  const mean = list => list.reduce((sum, value) => sum + value, 0) / list.length
  const [ms, mib] = [mean(samples.map(sample => sample.ms)), mean(samples.map(sample => sample.mib))]
  const spread = samples.reduce((sum, sample) => sum + (sample.ms - ms) ** 2, 0)
  const slope = samples.reduce((sum, sample) => sum + (sample.ms - ms) * (sample.mib - mib), 0) / spread
  const off = Math.sqrt(mean(samples.map(sample => (sample.mib - mib - slope * (sample.ms - ms)) ** 2)))
  return { growth: slope * (samples.at(-1).ms - samples[0].ms), off }
}

const running = (way, given) => async options => {
  const facts = given(options)
  return {
    async round() {
      const samples = await watched(way, facts, options.figure === 'growth' ? wholeNursery : [])
      const [first, last] = [samples[0].ms, samples.at(-1).ms]
      // The start is left out: code is compiled in it.
      const { growth, off } = fit(samples.filter(({ ms }) => ms > first + (last - first) / 5))
      const peak = Math.max(...samples.map(({ mib }) => mib))
      const details = { peak, growth, off, readings: samples.length, seconds: (last - first) / 1000 }
      return { value: options.figure === 'peak' ? peak : Math.max(growth, leastMiB), details }
    },
  }
}

const file = ({ quick }) => {
  const { path, lines, units, bytes } = logFile(quick ? 400 : 2048)
  return { path, lines, units, bytes }
}
const items = ({ quick }) => ({ items: quick ? 1e7 : 1e8 })

export const batches = running('batches', file)
export const oneByOne = running('oneByOne', file)
export const bytes = running('bytes', file)
export const readline = running('readline', file)
export const readlineLoop = running('readlineLoop', file)
export const generator = running('generator', items)
export const generatorLoop = running('generatorLoop', items)
