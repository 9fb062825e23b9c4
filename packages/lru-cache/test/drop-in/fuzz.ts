import { LRUCache } from 'lru-cache'
import { compare, type Difference } from './compare.js'
import { generate } from './generate.js'
import type { Implementation } from './journal.js'
import { isHealthy } from './peer-health.js'
import { print, printItems } from './print.js'
import type { Program } from './program.js'
import { run } from './run.js'
import { shrink } from './shrink.js'

const Peer = LRUCache as unknown as Implementation

/** What a fuzz run did. */
export interface Report {
  calls: number
  programs: number
  /** Programs that the peer did not go through whole, since its own structure broke. */
  broken: number
  /** The first difference, as a short program and both journals; `undefined` where there is none. */
  failure?: string
}

/** Runs random programs on the peer and on `Implementation` until they differ, or `calls` calls are done. */
export async function fuzz(Implementation: Implementation, calls: number, firstSeed: number): Promise<Report> {
  const report: Report = { calls: 0, programs: 0, broken: 0 }
  for (let seed = firstSeed; report.calls < calls; seed++) {
    const program = generate(seed)
    const { difference, steps } = await differs(program, Implementation)
    report.programs++
    report.calls += steps
    if (steps < program.steps.length) report.broken++
    if (difference) return { ...report, failure: await explain(program, Implementation) }
    // the machine's own timers and messages have their turn
    if (report.programs % 100 === 0) await new Promise(resolve => setTimeout(resolve))
  }
  return report
}

async function differs(
  program: Program,
  Implementation: Implementation,
): Promise<{ difference: Difference | undefined; steps: number }> {
  const expected = await run(program, Peer, { goOn: isHealthy })
  const found = await run(program, Implementation, { steps: expected.length - 1 })
  return {
    difference: compare(expected, found),
    steps: Math.max(0, Math.min(expected.length - 1, program.steps.length)),
  }
}

async function explain(program: Program, Implementation: Implementation): Promise<string> {
  const smallest = await shrink(program, async candidate => !!(await differs(candidate, Implementation)).difference)
  const { difference } = await differs(smallest, Implementation)
  if (!difference) return `seed ${program.seed} fails now and then`
  const { step, expected, found, at } = difference
  return [
    ...['', print(smallest), ''],
    `differs after ${step === 0 ? 'new' : `line ${step} below new`}:`,
    `  lru-cache: … ${printItems(expected, at - 12, at)} >>> ${printItems(expected, at, at + 12)}`,
    `  found:     … ${printItems(found, at - 12, at)} >>> ${printItems(found, at, at + 12)}`,
  ].join('\n')
}
