import { type ByteSize, parseBytes } from '@plimsoll/bytes'
import { LRUCacheError } from './errors.js'
import type { Options } from './options.js'
import { isPositiveInteger } from './sizes.js'

type Given = Readonly<Record<string, unknown>>

const refuse = (message: string, cause?: unknown): never => {
  throw new LRUCacheError('LRU_INVALID_OPTIONS', message, cause === undefined ? {} : { cause })
}

const shown = (value: unknown) =>
  typeof value === 'string'
    ? JSON.stringify(value.slice(0, 40))
    : typeof value === 'object' && value
      ? 'an object'
      : String(value)

const callbacks = ['dispose', 'disposeAfter', 'onInsert', 'fetchManyMethod']

/** Refuses options that cannot be, with the words and the kind of error of `lru-cache`. */
export function checkOptions(options: Options<never, never, never>): void {
  if (typeof options !== 'object' || options === null)
    refuse(`options are ${shown(options)}; give at least one of max, maxSize, ttl and maxBytes`)
  const given = options as unknown as Given
  const { max = 0, maxSize = 0, ttl, perf, sizeCalculation, memoMethod, fetchMethod } = given
  if (perf !== undefined && typeof (perf as { now?: unknown } | null)?.now !== 'function')
    refuse('perf option must have a now() method if specified; give performance, Date, or { now: () => milliseconds }')
  if (max !== 0 && !isPositiveInteger(max))
    refuse(`max option must be a nonnegative integer; it is ${shown(max)}; give the entries to hold, or leave it out`)
  if ((max as number) > Number.MAX_SAFE_INTEGER)
    refuse(`invalid max value: ${max}; give at most ${Number.MAX_SAFE_INTEGER}`)
  const maxEntrySize = given.maxEntrySize || maxSize
  if (sizeCalculation) {
    if (!maxEntrySize && !given.maxBytes && !given.budget)
      refuse(
        'cannot set sizeCalculation without setting maxSize or maxEntrySize; nothing would be held against the sizes',
      )
    if (typeof sizeCalculation !== 'function')
      refuse(`sizeCalculation set to non-function; it is ${shown(sizeCalculation)}; give (value, key) => size`)
  }
  if (memoMethod !== undefined && typeof memoMethod !== 'function')
    refuse(`memoMethod must be a function if defined; it is ${shown(memoMethod)}`)
  if (fetchMethod !== undefined && typeof fetchMethod !== 'function')
    refuse(`fetchMethod must be a function if specified; it is ${shown(fetchMethod)}`)
  for (const name of callbacks) {
    const callback = given[name]
    if (callback && typeof callback !== 'function') refuse(`${name} must be a function; it is ${shown(callback)}`)
  }
  if (maxEntrySize !== 0) {
    if (maxSize !== 0 && !isPositiveInteger(maxSize))
      refuse(`maxSize must be a positive integer if specified; it is ${shown(maxSize)}`)
    if (!isPositiveInteger(maxEntrySize))
      refuse(`maxEntrySize must be a positive integer if specified; it is ${shown(maxEntrySize)}`)
  }
  if (ttl && !isPositiveInteger(ttl))
    refuse(`ttl must be a positive integer if specified; it is ${shown(ttl)}; give milliseconds, or leave it out`)
  checkExtras(given)
  if (!max && !ttl && !maxSize && !given.maxBytes && !given.budget)
    throw new LRUCacheError(
      'LRU_UNBOUNDED',
      'At least one of max, maxSize, or ttl is required; or maxBytes: without a bound a cache only grows',
    )
}

// What lru-cache does not have.
function checkExtras({ maxBytes, maxSize, budget, budgetTerms, name, policy, tier, ttlJitter }: Given): void {
  if (maxBytes && maxSize)
    refuse('maxBytes and maxSize are both given; use maxBytes for bytes, or maxSize for a unit of your own')
  if (maxBytes !== undefined) checkSize(maxBytes)
  needMethods('budget', budget, ['register'], 'give a MemoryBudget')
  needMethods('policy', policy, ['create'], 'give s3fifo(), wTinyLfu(), or leave it out')
  needMethods('tier', tier, ['put', 'get', 'delete', 'clear', 'memoryUsage'], 'give await DiskTier.open(…)')
  if (budgetTerms !== undefined && budget === undefined)
    refuse('budgetTerms say how a budget is joined, and none is given; give budget too, or leave them out')
  if (name !== undefined && (typeof name !== 'string' || name === ''))
    refuse(`name is ${shown(name)}; give a text, or leave it out`)
  if (ttlJitter !== undefined && !(typeof ttlJitter === 'number' && ttlJitter >= 0 && ttlJitter <= 1))
    refuse(`ttlJitter is ${shown(ttlJitter)}; give the part of a ttl to take off at most, from 0 to 1`)
}

function checkSize(maxBytes: unknown): void {
  try {
    if (parseBytes(maxBytes as ByteSize) > 0) return
  } catch (cause) {
    refuse(`maxBytes is no size: ${(cause as Error).message}`, cause)
  }
  refuse('maxBytes is 0, which no entry fits; give a number of bytes, or text such as "64MiB"')
}

function needMethods(name: string, value: unknown, methods: readonly string[], cure: string): void {
  if (value === undefined) return
  const missing = methods.find(method => typeof (value as Given | null)?.[method] !== 'function')
  if (missing === undefined) return
  refuse(
    `${name} is ${typeof value === 'function' ? 'a function' : shown(value)} without a method ${missing}(); ${cure}`,
  )
}

let warned = false

/** Says once per process that a ttl alone bounds nothing. */
export function warnUnbounded(origin: unknown): void {
  if (warned) return
  warned = true
  const message = 'TTL caching without ttlAutopurge, max, or maxSize can result in unbounded memory consumption.'
  const { process } = globalThis as { process?: { emitWarning?(...rest: unknown[]): void } }
  if (typeof process?.emitWarning === 'function')
    process.emitWarning(message, 'UnboundedCacheWarning', 'LRU_CACHE_UNBOUNDED', origin)
  else console.error(`[LRU_CACHE_UNBOUNDED] UnboundedCacheWarning: ${message}`)
}
