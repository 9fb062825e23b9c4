import { LRUCache } from 'lru-cache'
import { compare, type Difference } from './compare.js'
import { generate } from './generate.js'
import type { AnyCache, Implementation } from './journal.js'
import { isHealthy } from './peer-health.js'
import { print, printItems } from './print.js'
import type { Program } from './program.js'
import { run } from './run.js'
import { shrink } from './shrink.js'
import { faultOf } from './whole.js'

const Peer = LRUCache as unknown as Implementation

/** What a fuzz run did. */
export interface Report {
  calls: number
  programs: number
  /** Programs that the peer did not go through whole, since its own structure broke. */
  broken: number
  /** The first difference or fault, as a short program and what came of it; `undefined` where there is none. */
  failure?: string
}

/** What came of one program. */
interface Outcome {
  readonly calls: number
  readonly broke: boolean
  readonly failure: string | undefined
}

/** Runs random programs on the peer and on `Implementation` until they differ, or `calls` calls are done. */
export function fuzz(Implementation: Implementation, calls: number, firstSeed: number): Promise<Report> {
  return search(
    calls,
    firstSeed,
    seed => generate(seed),
    program => differ(program, Implementation),
  )
}

/** Runs random programs, in which every callback may change the cache, until the cache contradicts itself. */
export function fuzzUnruly(Implementation: Implementation, calls: number, firstSeed: number): Promise<Report> {
  return search(
    calls,
    firstSeed,
    seed => generate(seed, true),
    program => contradict(program, Implementation),
  )
}

async function search(
  calls: number,
  firstSeed: number,
  make: (seed: number) => Program,
  test: (program: Program) => Promise<Outcome>,
): Promise<Report> {
  const report: Report = { calls: 0, programs: 0, broken: 0 }
  for (let seed = firstSeed; report.calls < calls; seed++) {
    const program = make(seed)
    const { calls, broke, failure } = await test(program)
    report.programs++
    report.calls += calls
    if (broke) report.broken++
    if (failure !== undefined) {
      const smallest = await shrink(program, async smaller => (await test(smaller)).failure !== undefined)
      const { failure: why = 'fails now and then' } = await test(smallest)
      return { ...report, failure: `\n${print(smallest)}\n\n${why}` }
    }
    // the machine's own timers and messages have their turn
    if (report.programs % 100 === 0) await new Promise(resolve => setTimeout(resolve))
  }
  return report
}

async function differ(program: Program, Implementation: Implementation): Promise<Outcome> {
  let broke = false
  const goOn = (cache: AnyCache) => {
    broke = !isHealthy(cache)
    return !broke
  }
  const expected = await run(program, Peer, { goOn })
  const found = await run(program, Implementation, { steps: expected.length - 1 })
  const difference = compare(expected, found)
  const calls = Math.max(0, Math.min(expected.length - 1, program.steps.length))
  return { calls, broke, failure: difference && explain(difference) }
}

function explain({ step, expected, found, at }: Difference): string {
  return [
    `differs after ${step === 0 ? 'new' : `line ${step} below new`}:`,
    `  lru-cache: … ${printItems(expected, at - 12, at)} >>> ${printItems(expected, at, at + 12)}`,
    `  found:     … ${printItems(found, at - 12, at)} >>> ${printItems(found, at, at + 12)}`,
  ].join('\n')
}

async function contradict(program: Program, Implementation: Implementation): Promise<Outcome> {
  let failure: string | undefined
  const goOn = (cache: AnyCache) => {
    failure = faultOf(cache)
    return failure === undefined
  }
  const { length } = await run(program, Implementation, { goOn })
  const why = failure === undefined ? undefined : `after line ${length} below new: ${failure}`
  return { calls: Math.min(length, program.steps.length), broke: false, failure: why }
}
