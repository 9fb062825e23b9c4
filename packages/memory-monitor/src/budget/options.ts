import { type BudgetLike, type ByteSize, type MemoryConsumer, parseBytes, type RegisterOptions } from '@plimsoll/bytes'
import { checkOptions as check, shown } from '../check.js'
import { MemoryError, type MemoryErrorCode } from '../errors.js'
import type { PressureSource } from '../pressure.js'

/** How a {@link MemoryBudget} is made. */
export interface MemoryBudgetOptions extends RegisterOptions {
  /**
   * The line, in bytes of heap and external memory together.
   *
   * @defaultValue 70 % of the smaller of the container's limit and V8's heap limit less two `heapHeadroomBytes`, at least a
   * quarter of the heap; with a `monitor`, of its limits
   */
  readonly limit?: ByteSize
  /**
   * Tells when V8's heap or the container runs short; the budget then reclaims what has to go.
   *
   * @defaultValue none: only the line itself is kept
   */
  readonly monitor?: PressureSource
  /**
   * The budget that this one is part of: what is held here is held there too. `rebuildCost`, `weight` and `min` are how
   * this one joins it, as any consumer does; without a parent they are refused.
   *
   * @defaultValue none
   */
  readonly parent?: BudgetLike
  /**
   * How it is called in reports and messages.
   *
   * @defaultValue 'budget'
   */
  readonly name?: string
}

/** How a consumer joined, with nothing left open. */
export interface Terms {
  /** What it costs to have a reclaimed entry again. */
  readonly rebuildCost: 'free' | 'cheap' | 'dear'
  /** Its share in proportion to the others' weights. */
  readonly weight: number
  /** Bytes that it is never asked to go below. */
  readonly min: number
}

export const registerKeys = ['rebuildCost', 'weight', 'min'] as const
export const reserveKeys = ['signal', 'timeoutMs', 'owner'] as const

/** Checks how a consumer joins. */
export function checkTerms(options: RegisterOptions): Terms {
  const { rebuildCost = 'cheap', weight = 1, min = 0 } = options
  if (rebuildCost !== 'free' && rebuildCost !== 'cheap' && rebuildCost !== 'dear')
    throw invalid('rebuildCost', rebuildCost, '"free", "cheap" or "dear"')
  if (!(typeof weight === 'number' && weight > 0 && weight < Number.POSITIVE_INFINITY))
    throw invalid('weight', weight, 'a number above 0')
  if (!(Number.isSafeInteger(min) && min >= 0)) throw invalid('min', min, 'whole bytes of 0 or more')
  return { rebuildCost, weight, min }
}

/** Refuses of a root what says how a nested budget joins its parent. */
export function checkRoot(name: string, options: RegisterOptions): void {
  for (const key of registerKeys)
    if (options[key] !== undefined) {
      const text = `the budget ${shown(name)} has no parent and is given ${key}, by which a nested one joins its parent`
      throw new MemoryError('BUDGET_INVALID_OPTIONS', `${text}; give a parent, or leave ${key} out`)
    }
}

/** Checks the shape of a consumer, so that a slip is seen where it is made. */
export function checkConsumer(consumer: MemoryConsumer): void {
  const given = consumer as Partial<MemoryConsumer> | null
  const wrong = (text: string) => new MemoryError('BUDGET_INVALID_CONSUMER', text)
  if (typeof given !== 'object' || given === null)
    throw wrong(`the consumer is ${shown(given)}; give an object with name, memoryUsage() and reclaim()`)
  if (typeof given.name !== 'string' || given.name === '')
    throw wrong(`the consumer's name is ${shown(given.name)}; give it a text by which reports call it`)
  for (const method of ['memoryUsage', 'reclaim'] as const)
    if (typeof given[method] !== 'function')
      throw wrong(
        `the consumer ${shown(given.name)} has no method ${method}(); a consumer has memoryUsage() and reclaim()`,
      )
}

/** Refuses options that are no object, and those that nobody reads. */
export function checkOptions(caller: string, options: object, allowed: readonly string[]): void {
  check('BUDGET_INVALID_OPTIONS', caller, options, allowed)
}

/** Refuses what could never be aborted. */
export function checkSignal(signal: AbortSignal | undefined): void {
  if (signal !== undefined && typeof signal?.throwIfAborted !== 'function')
    throw invalid('signal', signal, 'an AbortSignal')
}

/** Refuses what timers do not wait for. */
export function checkTimeout(timeoutMs: number | undefined): void {
  if (timeoutMs !== undefined && !(timeoutMs >= 0 && timeoutMs <= 0x7fff_ffff))
    throw invalid('timeoutMs', timeoutMs, 'milliseconds from 0 to 2147483647')
}

/** Refuses what is no whole number of bytes. */
export function checkBytes(bytes: number, what: string): void {
  if (!(Number.isSafeInteger(bytes) && bytes >= 0))
    throw new MemoryError(
      'BUDGET_INVALID_BYTES',
      `${what} is asked for ${shown(bytes)} bytes; give a whole number of 0 or more`,
    )
}

/** Reads bytes that may be given as text. */
export function bytesOf(size: ByteSize, what: string): number {
  if (typeof size === 'string') return parseBytes(size)
  checkBytes(size, what)
  return size
}

/** An option out of range. */
export function invalid(option: string, value: unknown, allowed: string): MemoryError {
  const code: MemoryErrorCode = 'BUDGET_INVALID_OPTIONS'
  return new MemoryError(code, `${option} is ${shown(value)}; give ${allowed}`)
}
