import { Clock } from './clock.js'
import { type AnyCache, type Implementation, Runaway } from './journal.js'
import { listen } from './listen.js'
import type { Call, Program } from './program.js'
import { World } from './world.js'

/** What an implementation did, a page for each step. */
export type Trace = unknown[][]

export interface RunOptions {
  /** Steps to go. @defaultValue all */
  readonly steps?: number
  /** Says whether to go on, after each step. What the step did counts only then. */
  readonly goOn?: (cache: AnyCache) => boolean
}

const TICKS_AT_THE_END = 16

/** Runs a program on an implementation. Synchronous programs are run at once. */
export function run(
  program: Program,
  Implementation: Implementation,
  options: RunOptions = {},
): Trace | Promise<Trace> {
  const running = steps(program, Implementation, options)
  const first = running.next()
  if (first.done) return first.value
  return (async () => {
    for (;;) {
      await null
      const next = running.next()
      if (next.done) return next.value
    }
  })()
}

/** Every `yield` is one turn of the microtask queue: nothing else of the machine runs in between, so that clocks may be replaced. */
function* steps(program: Program, Implementation: Implementation, options: RunOptions): Generator<void, Trace> {
  const { goOn = () => true, steps: most = Number.POSITIVE_INFINITY } = options
  const clock = new Clock(program.clock.start)
  const putBack = [clock.install(), handleRejections()]
  const trace: Trace = []
  try {
    const world = new World(Implementation, clock, keysOf(program))
    const { journal } = world
    if (program.heard) putBack.push(listen(journal))
    const there = world.create(program.options, program.clock.given)
    trace.push(journal.cut())
    if (!there) return trace
    const asynchronous = isAsynchronous(program)
    for (const { call, ticks, look } of program.steps) {
      if (trace.length > most) return trace
      world.perform(call)
      if (asynchronous) {
        for (let tick = 0; tick < ticks; tick++) {
          yield
          journal.tick++
        }
        journal.statuses()
      }
      journal.add('size', world.cache.size, world.cache.calculatedSize)
      if (look) world.look()
      if (!goOn(world.cache)) return trace
      trace.push(journal.cut())
    }
    if (asynchronous) {
      for (let tick = 0; tick < TICKS_AT_THE_END; tick++) {
        yield
        journal.tick++
      }
      journal.allStatuses()
    }
    world.look()
    if (goOn(world.cache)) trace.push(journal.cut())
    return trace
  } catch (error) {
    if (!(error instanceof Runaway)) throw error
    return trace
  } finally {
    for (const put of putBack) put()
  }
}

/** Which keys a program names, by place. */
function keysOf(program: Program): number[] {
  const keys = new Set<number>()
  const collect = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    if ('op' in value && 'key' in value) keys.add((value as Call & { key: number }).key)
    for (const part of Object.values(value)) collect(part)
  }
  collect(program.steps)
  collect(program.options)
  return [...keys]
}

function isAsynchronous(program: Program): boolean {
  return program.steps.some(({ call }) => call.op === 'fetch' || call.op === 'forceFetch')
}

/** Promises that an implementation derives may be rejected with nobody looking; that is no error of the test. */
function handleRejections(): () => void {
  const { then } = Promise.prototype
  const quiet = () => {}
  // biome-ignore lint/suspicious/noThenProperty: put in the place of the real one for the time of a program
  Promise.prototype.then = function (this: Promise<unknown>, ...args: Parameters<typeof then>) {
    const derived = then.apply(this, args)
    then.call(derived, undefined, quiet)
    return derived
  } as typeof then
  return () => {
    // biome-ignore lint/suspicious/noThenProperty: the real one again
    Promise.prototype.then = then
  }
}
