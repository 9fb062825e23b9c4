/**
 * A program over a cache, as plain data: it can be made at random, run on two implementations, made smaller, and printed.
 * Keys, values and reasons are places in the lists of `palette.ts`.
 */
export interface Program {
  readonly seed: number
  readonly options: OptionsData
  readonly clock: ClockData
  /** Whether somebody listens on the channels of `node:diagnostics_channel`. */
  readonly heard: boolean
  readonly steps: readonly Step[]
}

/** One call, and how many turns of the microtask queue pass after it. */
export interface Step {
  readonly call: Call
  readonly ticks: number
  /** Whether all that can be seen of the cache is looked at afterwards (looking reads the clock, so that it changes things). */
  readonly look: boolean
}

/** The clock: where it begins, and whether the cache is handed it, or finds it as the global `performance`. */
export interface ClockData {
  readonly start: number
  readonly given: boolean
}

/** Options as they are handed in; callbacks are `{ acts }`. */
export type OptionsData = Readonly<Record<string, unknown>>

/** A callback: what it does the first, second ... time, over and over. */
export interface Callback {
  readonly acts: readonly Act[]
}

/** What a callback does once. */
export type Act =
  | { readonly do: 'nothing' }
  | { readonly do: 'throw'; readonly reason: number }
  | { readonly do: 'call'; readonly call: Call }
  /** Of a size calculation, of a predicate. */
  | { readonly do: 'answer'; readonly what: unknown }
  /** Of `memoMethod`, and of a `fetchMethod` that is not asynchronous. */
  | { readonly do: 'value'; readonly value: number }
  /** Of a `fetchMethod`. */
  | { readonly do: 'resolved' | 'thenable'; readonly value: number; readonly ticks: number }
  | { readonly do: 'rejected'; readonly reason: number; readonly ticks: number }
  | { readonly do: 'deferred'; readonly heedsAbort: boolean }
  /** Of a `fetchMethod` or `memoMethod`: changes the options it is given, then goes on. */
  | { readonly do: 'change'; readonly option: string; readonly to: unknown; readonly then: Act }

export function isCallback(value: unknown): value is Callback {
  return typeof value === 'object' && value !== null && 'acts' in value
}

/** Options of one call: as the implementation takes them, with `status: true` (a new object), `signal` and `context` by number. */
export type CallOptions = Readonly<Record<string, unknown>>

export type Iteration = 'keys' | 'rkeys' | 'values' | 'rvalues' | 'entries' | 'rentries'

export type Call =
  | { readonly op: 'get' | 'peek' | 'has'; readonly key: number; readonly options?: CallOptions }
  | { readonly op: 'set'; readonly key: number; readonly value: number; readonly options?: CallOptions }
  | { readonly op: 'fetch' | 'forceFetch' | 'memo'; readonly key: number; readonly options?: CallOptions }
  | { readonly op: 'delete' | 'info' | 'getRemainingTTL'; readonly key: number }
  | { readonly op: 'pop' | 'clear' | 'purgeStale' | 'dump' | 'renew' }
  | { readonly op: 'forEach' | 'rforEach'; readonly acts: readonly Act[]; readonly self: boolean }
  | { readonly op: 'find'; readonly acts: readonly Act[]; readonly options?: CallOptions }
  /** Loads what was dumped last, with entries changed. */
  | { readonly op: 'load'; readonly changes: Readonly<Record<string, unknown>> }
  | { readonly op: 'fill'; readonly from: number; readonly count: number; readonly options?: CallOptions }
  | { readonly op: 'assign'; readonly field: string; readonly to: unknown }
  | { readonly op: 'iterate'; readonly over: Iteration }
  | { readonly op: 'next' | 'return'; readonly iterator: number }
  | { readonly op: 'settle'; readonly which: number; readonly value: number }
  | { readonly op: 'reject'; readonly which: number; readonly reason: number }
  | { readonly op: 'abort'; readonly signal: number; readonly reason: number }
  /** Time passes, and timers fire. */
  | { readonly op: 'advance'; readonly ms: number }
  /** The clock jumps, without any timer. */
  | { readonly op: 'jump'; readonly ms: number }
