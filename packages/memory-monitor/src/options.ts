import { type ByteSize, parseBytes } from '@plimsoll/bytes'
import { checkOptions as checkNames, shown } from './check.js'
import { MemoryError } from './errors.js'
import type { MemoryThresholds } from './level.js'
import type { MemorySource } from './source.js'

/** How a {@link MemoryMonitor} watches. */
export interface MemoryMonitorOptions {
  /**
   * Milliseconds between samples. Collections of garbage are judged when they happen, whatever the interval.
   *
   * @defaultValue 1000
   */
  readonly intervalMs?: number
  /**
   * A line of your own for the whole process (its resident set), besides the heap's limit and the container's.
   *
   * @defaultValue none
   */
  readonly limit?: ByteSize
  /** Shares of each limit at which the level changes. */
  readonly thresholds?: MemoryThresholds
  /**
   * How many measurements `forecast()` looks back on, from 4 to 1000.
   *
   * @defaultValue 60
   */
  readonly historySize?: number
  /**
   * Runs the cleanup by itself when the level becomes `'critical'`.
   *
   * @defaultValue false
   */
  readonly cleansWhenCritical?: boolean
  /**
   * When garbage may be collected by hand; each time stops the thread for some 70 ms per 80 MB that are alive.
   * `'waiting'`: for those who wait in `ready()`, when V8 has collected nothing for two intervals, as in a process that
   * has nothing else to do it never may. `'critical'`: also after a cleanup, and when critical. `'never'`: leaves all
   * to V8. Takes `globalThis.gc`, or V8's flag `--expose-gc` for a moment. Not where more than 85 % of the old generation
   * is in use: V8 may end the process over a collection that frees little there.
   *
   * @defaultValue 'waiting'
   */
  readonly collectsGarbage?: 'never' | 'waiting' | 'critical'
  /**
   * Milliseconds between two collections by hand, at least.
   *
   * @defaultValue 10000
   */
  readonly collectCooldownMs?: number
  /**
   * What is measured.
   *
   * @defaultValue this process, or this page
   */
  readonly source?: MemorySource
}

/** The options, checked and whole. */
export interface Settings {
  readonly intervalMs: number
  readonly ownBytes: number | undefined
  readonly thresholds: Required<MemoryThresholds>
  readonly historySize: number
  readonly cleansWhenCritical: boolean
  readonly collectsGarbage: 'never' | 'waiting' | 'critical'
  readonly collectCooldownMs: number
  readonly source: MemorySource | undefined
}

const known = [
  'intervalMs',
  'limit',
  'thresholds',
  'historySize',
  'cleansWhenCritical',
  'collectsGarbage',
  'collectCooldownMs',
  'source',
]
// What a timer can hold.
const longestMs = 2 ** 31 - 1

/** Checks a monitor's options, all of them, before anything starts. */
export function checkMonitorOptions(options: MemoryMonitorOptions): Settings {
  checkOptions('MemoryMonitor', options, known)
  const { thresholds = {}, source } = options
  const ownBytes = options.limit === undefined ? undefined : parseBytes(options.limit)
  if (ownBytes === 0) throw invalid('limit is 0; give at least 1 byte')
  if (source !== undefined) checkSource(source)
  return {
    intervalMs: number('intervalMs', options.intervalMs ?? 1000, 1, longestMs),
    ownBytes,
    thresholds: checkThresholds(thresholds),
    historySize: whole('historySize', options.historySize ?? 60, 4, 1000),
    cleansWhenCritical: flag('cleansWhenCritical', options.cleansWhenCritical),
    collectsGarbage: oneOf('collectsGarbage', options.collectsGarbage ?? 'waiting', ['never', 'waiting', 'critical']),
    collectCooldownMs: number('collectCooldownMs', options.collectCooldownMs ?? 10_000, 0, longestMs),
    source,
  }
}

function checkThresholds(thresholds: MemoryThresholds): Required<MemoryThresholds> {
  checkOptions('thresholds', thresholds, ['warning', 'critical', 'hysteresis'])
  const { warning = 0.7, critical = 0.8, hysteresis = 0.05 } = thresholds
  number('thresholds.warning', warning, 0.01, 1)
  number('thresholds.critical', critical, 0.01, 1)
  number('thresholds.hysteresis', hysteresis, 0, 0.5)
  if (critical <= warning)
    throw invalid(`thresholds.critical is ${critical} and warning ${warning}; give a critical above the warning`)
  if (hysteresis >= warning)
    throw invalid(`thresholds.hysteresis is ${hysteresis} and warning ${warning}; give a hysteresis below the warning`)
  return { warning, critical, hysteresis }
}

function checkSource(source: MemorySource): void {
  const given = source as unknown as Record<string, unknown> | null
  const missing = ['sample', 'heap', 'containerBytes', 'watch', 'release'].filter(
    name => typeof given?.[name] !== 'function',
  )
  if (missing.length) throw invalid(`source has no function ${missing.join(', ')}; give a MemorySource`)
  if (typeof source.limits !== 'object' || source.limits === null)
    throw invalid('source has no limits; give { heapBytes, containerBytes }')
}

/** Refuses what is no object, and options by names that nobody reads. */
export const checkOptions = (of: string, options: unknown, names: readonly string[]): void =>
  checkNames('MONITOR_INVALID_OPTIONS', of, options, names)

/** Refuses what is no number within bounds. */
export function number(name: string, value: unknown, least: number, most: number): number {
  if (typeof value === 'number' && value >= least && value <= most) return value
  throw invalid(`${name} is ${shown(value)}; give a number from ${least} to ${most}`)
}

function whole(name: string, value: unknown, least: number, most: number): number {
  if (Number.isInteger(value)) return number(name, value, least, most)
  throw invalid(`${name} is ${shown(value)}; give a whole number from ${least} to ${most}`)
}

function flag(name: string, value: unknown): boolean {
  if (value === undefined || typeof value === 'boolean') return value ?? false
  throw invalid(`${name} is ${shown(value)}; give true or false`)
}

/** Refuses what is not among a few texts. */
export function oneOf<Text extends string>(name: string, value: unknown, texts: readonly Text[]): Text {
  const found = texts.find(text => text === value)
  if (found !== undefined) return found
  const quoted = texts.map(text => `"${text}"`)
  throw invalid(`${name} is ${shown(value)}; give ${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`)
}

/** A function, or a refusal. */
export function callable(name: string, value: unknown): void {
  if (typeof value !== 'function') throw invalid(`${name} is ${shown(value)}; give a function`)
}

/** The error for a bad option. */
export const invalid = (message: string): MemoryError => new MemoryError('MONITOR_INVALID_OPTIONS', message)
