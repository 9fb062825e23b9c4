import type { Act, Callback } from './program.js'
import type { Random } from './random.js'

/** What a program is about: most use a few features, so that these meet often. */
export interface Theme {
  readonly ttl: boolean
  readonly sizes: boolean
  readonly fetch: boolean
  readonly memo: boolean
  readonly callbacks: boolean
  /** Callbacks call the cache. */
  readonly reenter: boolean
  readonly throwing: boolean
  /** Even `dispose` changes the cache, which breaks lru-cache. */
  readonly unruly: boolean
  /** Options that are refused, or that mean something odd. */
  readonly rubbish: boolean
  readonly iterators: boolean
  /** Fields of the cache are assigned to. */
  readonly fields: boolean
  readonly statuses: boolean
}

export function theme(random: Random, unruly: boolean): Theme {
  return {
    unruly,
    ttl: random.once(2),
    sizes: random.once(3),
    fetch: random.once(3),
    memo: random.once(8),
    callbacks: random.once(2),
    reenter: random.once(5),
    throwing: random.once(6),
    rubbish: random.once(10),
    iterators: random.once(5),
    fields: random.once(6),
    statuses: random.once(2),
  }
}

const FLAGS = ['updateAgeOnGet', 'updateAgeOnHas', 'allowStale', 'noDisposeOnSet', 'noUpdateTTL', 'noDeleteOnStaleGet']
const FETCH_FLAGS = [
  ...['noDeleteOnFetchRejection', 'allowStaleOnFetchRejection', 'allowStaleOnFetchAbort', 'ignoreFetchAbort'],
]

/** Bounds that are refused, with the sentence, or taken for nothing. */
const RUBBISH_NUMBERS = [
  -1,
  0,
  1.5,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  '5',
  null,
  true,
  2 ** 53,
]

/** What the fuzzer does not ask, since we are stricter on purpose, is in the table of README.md. */
export function options(random: Random, theme: Theme): Record<string, unknown> {
  const made: Record<string, unknown> = {}
  if (!random.once(6) || !theme.sizes) made.max = random.once(12) ? 10 + random.below(300) : 1 + random.below(6)
  if (theme.sizes) sizes(random, theme, made)
  if (theme.ttl) ttl(random, made)
  for (const flag of FLAGS) if (random.once(5)) made[flag] = random.once(8) ? random.pick([false, undefined, 0]) : true
  // What is thrown from a timer ends a process; and from timers whose entries come back, lru-cache forgets the next ones.
  const inTimers = made.ttlAutopurge ? { throwing: false, reenter: false } : {}
  if (theme.callbacks) callbacks(random, { ...theme, ...inTimers }, made)
  if (theme.fetch) fetching(random, theme, made)
  if (theme.memo || (theme.rubbish && random.once(5))) made.memoMethod = memoMethod(random, theme)
  if (theme.rubbish) rubbish(random, made)
  return made
}

function sizes(random: Random, theme: Theme, made: Record<string, unknown>): void {
  if (!random.once(6)) made.maxSize = 1 + random.below(30)
  if (random.once(3) || !('maxSize' in made))
    made.maxEntrySize = 1 + random.below(Math.min(10, Number(made.maxSize ?? 10)))
  if (!random.once(4)) made.sizeCalculation = sizeCalculation(random, theme)
  if (random.once(6)) made.backgroundFetchSize = random.pick([1, 2, 5, 40])
}

export function sizeCalculation(random: Random, theme: Theme): Callback {
  return {
    acts: random.several(5, () => {
      if (theme.throwing && random.once(6)) return { do: 'throw', reason: random.below(4) }
      if (random.once(15)) return { do: 'answer', what: random.pick([0, -1, 1.5, Number.NaN, undefined, '3', null]) }
      return { do: 'answer', what: 1 + random.below(random.once(5) ? 12 : 4) }
    }),
  }
}

function ttl(random: Random, made: Record<string, unknown>): void {
  if (!random.once(4)) made.ttl = 1 + random.below(20)
  if (random.once(3)) made.ttlResolution = random.pick([0, 1, 2, 5, 50])
  if (random.once(3) || !('max' in made || 'maxSize' in made)) {
    made.ttlAutopurge = true
    // lru-cache forgets to purge what its clock, read some time ago, takes to be just alive.
    made.ttlResolution = 0
  }
}

function callbacks(random: Random, theme: Theme, made: Record<string, unknown>): void {
  for (const name of ['dispose', 'disposeAfter', 'onInsert']) {
    if (random.once(2)) made[name] = { acts: random.several(4, () => callbackAct(random, theme, name)) }
  }
}

function callbackAct(random: Random, theme: Theme, name: string): Act {
  // An entry whose onInsert throws has the times of whoever had its place before it in lru-cache, and none here.
  const mayThrow = theme.throwing && !(name === 'onInsert' && (theme.ttl || theme.fields))
  if (mayThrow && random.once(8)) return { do: 'throw', reason: random.below(4) }
  if (!theme.reenter || !random.once(name === 'dispose' ? 6 : 3)) return { do: 'nothing' }
  const mayChange = name !== 'dispose' || theme.unruly
  return {
    do: 'call',
    call: mayChange ? innerCall(random, name === 'onInsert' && (theme.ttl || theme.fields)) : readingCall(random),
  }
}

function readingCall(random: Random): InnerCall {
  // Not info: lru-cache has put the size to 0 by then, unless the entry is the last one.
  return { op: random.pick(['peek', 'has', 'getRemainingTTL']), key: random.below(4) }
}

type InnerCall = Extract<Act, { do: 'call' }>['call']

/** What a callback calls. The keys are those of small numbers: most programs have some of them. */
function innerCall(random: Random, isTimeless = false): InnerCall {
  const key = random.below(4)
  // While it is inserted, an entry of lru-cache has the time of who had its place before.
  const reads = isTimeless ? 0 : 1
  const op = random.weighed({
    ...{ set: 4, delete: 3, pop: 1, clear: 1 },
    ...{ get: 3 * reads, peek: reads, has: 2 * reads, purgeStale: reads },
  })
  if (op === 'set') return { op, key, value: random.below(6) }
  return op === 'pop' || op === 'clear' || op === 'purgeStale' ? { op } : { op, key }
}

function fetching(random: Random, theme: Theme, made: Record<string, unknown>): void {
  for (const flag of FETCH_FLAGS) if (random.once(4)) made[flag] = true
  if (!random.once(12)) made.fetchMethod = { acts: random.several(6, () => fetchAct(random, theme)) }
}

function fetchAct(random: Random, theme: Theme): Act {
  const value = random.once(8) ? 0 : random.below(16)
  const reason = random.below(4)
  const ticks = random.below(4)
  if (theme.throwing && random.once(5)) return { do: 'throw', reason }
  const act = random.weighed({ deferred: 10, resolved: 4, rejected: 3, value: 3, thenable: 1, call: 2, change: 2 })
  if (act === 'deferred') return { do: act, heedsAbort: random.once(2) }
  if (act === 'call') {
    if (!theme.reenter) return { do: 'deferred', heedsAbort: false }
    // A fetch over an entry that goes while fetchMethod runs has no place in lru-cache, or somebody else's.
    return { do: act, call: theme.unruly ? innerCall(random) : readingCall(random) }
  }
  if (act === 'rejected') return { do: act, reason, ticks }
  if (act === 'value') return { do: act, value }
  if (act === 'change') return change(random, theme, { do: 'deferred', heedsAbort: random.once(2) })
  return { do: act, value, ticks }
}

function change(random: Random, theme: Theme, then: Act): Act {
  const option = random.pick([
    theme.ttl || !(theme.throwing || theme.reenter) ? 'ttl' : 'size',
    'size',
    'noUpdateTTL',
    'noDisposeOnSet',
    ...FETCH_FLAGS,
  ])
  const to = option === 'ttl' || option === 'size' ? random.pick([1, 2, 5]) : random.once(2)
  return { do: 'change', option, to, then }
}

function memoMethod(random: Random, theme: Theme): Callback {
  return {
    acts: random.several(4, () => {
      if (theme.throwing && random.once(5)) return { do: 'throw', reason: random.below(4) }
      const act: Act = { do: 'value', value: random.below(12) }
      if (theme.reenter && random.once(3)) return { do: 'call', call: innerCall(random) }
      return random.once(5) ? change(random, theme, act) : act
    }),
  }
}

function rubbish(random: Random, made: Record<string, unknown>): void {
  const name = random.pick(['max', 'maxSize', 'maxEntrySize', 'ttl', 'callback', 'perf', 'none'])
  if (name === 'callback') {
    made[random.pick(['sizeCalculation', 'fetchMethod', 'memoMethod'])] = random.pick([5, 'f', {}, null, 0, false])
  } else if (name === 'perf') made.perf = random.pick([{}, null, 5, { now: 5 }, undefined])
  else if (name === 'none') for (const bound of ['max', 'maxSize', 'ttl']) delete made[bound]
  else made[name] = random.pick(RUBBISH_NUMBERS)
}
