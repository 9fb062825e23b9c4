import { options, sizeCalculation, type Theme, theme } from './generate-options.js'
import { INTEGERS, KEYS, ODD_KEYS, TEXTS, VALUES } from './palette.js'
import type { Act, Call, CallOptions, Iteration, Program, Step } from './program.js'
import { Random } from './random.js'

const FLAGS: Readonly<Record<string, readonly string[]>> = {
  get: ['allowStale', 'updateAgeOnGet', 'noDeleteOnStaleGet'],
  peek: ['allowStale'],
  has: ['updateAgeOnHas'],
  set: ['noDisposeOnSet', 'noUpdateTTL'],
  find: ['allowStale', 'updateAgeOnGet', 'noDeleteOnStaleGet'],
  memo: ['allowStale', 'updateAgeOnGet', 'noDeleteOnStaleGet', 'noDisposeOnSet', 'noUpdateTTL', 'forceRefresh'],
  fetch: [
    ...['allowStale', 'updateAgeOnGet', 'noDeleteOnStaleGet', 'noDisposeOnSet', 'noUpdateTTL', 'forceRefresh'],
    ...['noDeleteOnFetchRejection', 'allowStaleOnFetchRejection', 'allowStaleOnFetchAbort', 'ignoreFetchAbort'],
  ],
}

/** Makes the program of a seed; an unruly one changes the cache in `dispose` too, which lru-cache does not survive. */
export function generate(seed: number, unruly = false): Program {
  const random = new Random(seed)
  const about = theme(random, unruly)
  const clock = { start: random.pick([1000, 1000.25, 1, 0.5, 0]), given: !random.once(4) }
  const keys = keysOf(random)
  const made = options(random, about)
  const purges = made.ttlAutopurge === true
  // A status is made for those who listen, and so nothing re-enters: see perCall.
  const heard = !about.reenter && random.once(10)
  const steps = random.several(random.once(4) ? 150 : 40, () => step(random, { ...about, purges, heard }, keys))
  return { seed, options: made, clock, heard, steps }
}

/** Few keys, so that calls meet: numbers, texts, or of every kind. */
function keysOf(random: Random): number[] {
  const kind = random.weighed({ integers: 4, texts: 3, odd: 2, mixed: 3 })
  const all = { integers: INTEGERS, texts: TEXTS, odd: ODD_KEYS, mixed: KEYS }[kind]
  if (kind === 'integers' && !random.once(4)) return Array.from({ length: 2 + random.below(8) }, (_, n) => n)
  return random.several(10, () => KEYS.indexOf(random.pick(all)))
}

/** Entries go by themselves: lru-cache loses some whose time does not begin and pass as its timers do. */
interface About extends Theme {
  readonly purges: boolean
  readonly heard: boolean
}

function step(random: Random, about: About, keys: readonly number[]): Step {
  const ticks = random.once(2) ? random.below(4) : random.once(3) ? 16 : 0
  return { call: call(random, about, keys), ticks, look: random.once(3) }
}

function call(random: Random, about: About, keys: readonly number[]): Call {
  const key = random.pick(keys)
  const op = random.weighed({
    set: 22,
    get: 16,
    peek: 3,
    has: 5,
    delete: 5,
    pop: 2,
    clear: 0.7,
    purgeStale: 1.5,
    each: 1,
    find: 1.5,
    info: 0.5,
    getRemainingTTL: 0.5,
    dump: 0.7,
    load: 0.7,
    fill: 0.4,
    renew: about.purges ? 0 : 0.3,
    advance: about.ttl ? 12 : 1,
    jump: about.purges ? 0 : about.ttl ? 3 : 0.3,
    assign: about.fields ? 3 : 0,
    iterate: about.iterators ? 6 : 0,
    next: about.iterators ? 20 : 0,
    memo: about.memo ? 12 : 0.2,
    fetch: about.fetch ? 20 : 0,
    settle: about.fetch ? 12 : 0,
    reject: about.fetch ? 4 : 0,
    abort: about.fetch ? 3 : 0,
  })
  switch (op) {
    case 'set':
      return { op, key, value: value(random), ...perCall(random, about, 'set') }
    case 'get':
    case 'peek':
    case 'has':
    case 'memo':
      return { op, key, ...perCall(random, about, op) }
    case 'fetch':
      return { op: random.once(6) ? 'forceFetch' : op, key, ...perCall(random, about, 'fetch') }
    case 'each':
      return { op: random.pick(['forEach', 'rforEach']), acts: visits(random, about, keys), self: random.once(2) }
    case 'find':
      return { op, acts: visits(random, about, keys), ...perCall(random, about, 'find') }
    case 'load':
      return { op, changes: random.once(2) ? {} : changes(random, about) }
    case 'fill':
      return {
        op,
        from: random.below(100),
        count: 1 + random.below(random.once(10) ? 600 : 40),
        ...perCall(random, about, 'set'),
      }
    case 'assign':
      return assign(random, about)
    case 'iterate':
      return { op, over: random.pick<Iteration>(['keys', 'rkeys', 'values', 'rvalues', 'entries', 'rentries']) }
    case 'next':
      return { op: random.once(12) ? 'return' : op, iterator: random.below(12) }
    case 'settle':
      return { op, which: random.below(12), value: value(random) }
    case 'reject':
      return { op, which: random.below(12), reason: random.below(4) }
    case 'abort':
      return { op, signal: random.below(4), reason: random.below(4) }
    case 'advance':
      return { op, ms: random.pick([about.purges ? 1 : 0.5, 1, 1, 2, 3, 5, 5, 10, 10, 20, 60, 1000]) }
    case 'jump':
      return { op, ms: random.pick([1, 2, 5, 10, 50, -1, -5, -50]) }
    case 'delete':
    case 'info':
    case 'getRemainingTTL':
      return { op, key }
    default:
      return { op }
  }
}

const value = (random: Random): number => (random.once(25) ? 0 : random.below(VALUES.length))

function visits(random: Random, about: About, keys: readonly number[]): Act[] {
  return random.several(4, (): Act => {
    if (about.throwing && random.once(8)) return { do: 'throw', reason: random.below(4) }
    if (about.reenter && random.once(3)) {
      const key = random.pick(keys)
      return { do: 'call', call: random.once(2) ? { op: 'delete', key } : { op: 'set', key, value: value(random) } }
    }
    return { do: 'answer', what: random.pick([false, false, true, 0, 1]) }
  })
}

/** Whether entries may have times though the program is not about them. */
const mayTime = (about: About): boolean => !(about.throwing || about.reenter)

function changes(random: Random, about: About): Record<string, unknown> {
  const made: Record<string, unknown> = {}
  if ((about.ttl || mayTime(about)) && random.once(2)) made.ttl = random.pick([0, 1, 5, 100, undefined])
  if (random.once(2)) made.size = random.pick([1, 3, undefined])
  if (!about.purges && random.once(2)) made.start = random.pick([0, 1, undefined, 1_700_000_001_000, Number.NaN])
  return made
}

function assign(random: Random, about: About): Call {
  const field = random.pick([
    ...[
      'ttl',
      about.purges ? 'ttlAutopurge' : 'ttlResolution',
      'updateAgeOnGet',
      'updateAgeOnHas',
      'allowStale',
      'noDisposeOnSet',
      'noUpdateTTL',
    ],
    ...['noDeleteOnFetchRejection', 'noDeleteOnStaleGet', 'allowStaleOnFetchAbort', 'allowStaleOnFetchRejection'],
    ...['ignoreFetchAbort', 'maxEntrySize', 'sizeCalculation', 'backgroundFetchSize'],
  ])
  const to: unknown =
    field === 'ttl' || field === 'ttlResolution'
      ? random.pick([0, 1, 5, 50])
      : field === 'maxEntrySize' || field === 'backgroundFetchSize'
        ? random.pick(field === 'maxEntrySize' ? [1] : [1, 3, 8])
        : field === 'sizeCalculation'
          ? random.pick([undefined, sizeCalculation(random, about)])
          : random.once(2)
  return { op: 'assign', field, to }
}

function perCall(random: Random, about: About, op: string): { options?: CallOptions } {
  const made: Record<string, unknown> = {}
  // An onInsert that removes its entry leaves nothing to tell of.
  const isTold = about.statuses && !(about.reenter && ['set', 'memo', 'fetch'].includes(op))
  if (isTold && random.once(2)) made.status = true
  for (const flag of FLAGS[op] ?? []) if (random.once(7)) made[flag] = random.once(8) ? undefined : random.once(2)
  if (op === 'set' || op === 'fetch' || op === 'memo') sizesAndTimes(random, about, op, made)
  if (op === 'fetch' || op === 'memo') {
    if (random.once(5)) made.context = random.below(VALUES.length)
    if (op === 'fetch' && random.once(4)) made.signal = random.below(4)
  }
  // Where somebody listens, lru-cache writes a status into the options it is handed.
  if (!about.heard && random.once(20)) made.keep = `${op}${random.below(2)}`
  return Object.keys(made).length > 0 || random.once(10) ? { options: made } : {}
}

function sizesAndTimes(random: Random, about: About, op: string, made: Record<string, unknown>): void {
  if (about.sizes ? random.once(3) : random.once(60)) {
    made.size = random.once(8) ? random.pick([0, -1, 1.5, Number.NaN, undefined, 50]) : 1 + random.below(6)
  }
  if (about.sizes ? random.once(12) : random.once(80)) {
    made.sizeCalculation = random.once(6) ? random.pick([undefined, 5, 'x', null]) : sizeCalculation(random, about)
  }
  if (about.ttl ? random.once(3) : mayTime(about) && random.once(100)) {
    made.ttl = random.once(8)
      ? random.pick([0, undefined, ...(about.purges ? [2] : [-1, 1.5]), Number.NaN])
      : 1 + random.below(30)
  }
  if (op !== 'fetch' && !about.purges && (about.ttl ? random.once(10) : random.once(200))) {
    made.start = random.pick([undefined, 0, 1, 990, 1000, 1010, -5])
  }
}
