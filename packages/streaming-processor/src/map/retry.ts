import { checkKeys, invalid, isNumber } from '../errors.js'
import type { MapTask } from './map-options.js'

/** How items that failed are tried again. */
export interface RetryOptions {
  /**
   * The most attempts of an item, the first one included.
   *
   * @defaultValue 3
   */
  readonly attempts?: number
  /**
   * How long to wait before the second attempt, at most.
   *
   * @defaultValue 100
   */
  readonly minDelayMs?: number
  /**
   * The longest wait.
   *
   * @defaultValue 30_000
   */
  readonly maxDelayMs?: number
  /**
   * By how much each wait is longer than the one before.
   *
   * @defaultValue 2
   */
  readonly factor?: number
  /**
   * Whether each wait is drawn at random, between nothing and its full length, so that what failed together does not come
   * back together.
   *
   * @defaultValue true
   */
  readonly jitter?: boolean
  /**
   * Answers whether to try again.
   *
   * @defaultValue always
   */
  readonly when?: (reason: unknown, task: MapTask) => boolean
  /** Is told of each failed attempt that is followed by another, after `delayMs`. */
  readonly onRetry?: (reason: unknown, task: MapTask, delayMs: number) => void
}

/** Says whether and when an item is tried again. */
export class Retry {
  readonly #attempts: number
  readonly #minDelayMs: number
  readonly #maxDelayMs: number
  readonly #factor: number
  readonly #jitter: boolean
  readonly #when: RetryOptions['when']
  readonly #onRetry: RetryOptions['onRetry']

  /** @param retry - options, or how often an item is tried again */
  constructor(retry: number | RetryOptions = 0) {
    const options = typeof retry === 'number' ? { attempts: retry + 1 } : retry
    if (typeof retry === 'number' && !(Number.isSafeInteger(retry) && retry >= 0)) {
      throw invalid('retry', retry, 'how often an item is tried again, a whole number, or options')
    }
    if (typeof options !== 'object' || options === null) throw invalid('retry', retry, 'a whole number or options')
    checkKeys('retry', options, ['attempts', 'minDelayMs', 'maxDelayMs', 'factor', 'jitter', 'when', 'onRetry'])
    const { attempts = 3, minDelayMs = 100, maxDelayMs = 30_000, factor = 2, jitter = true, when, onRetry } = options
    if (!Number.isSafeInteger(attempts) || attempts < 1) {
      throw invalid('retry.attempts', attempts, 'a whole number above 0')
    }
    if (!isNumber(minDelayMs, 0)) throw invalid('retry.minDelayMs', minDelayMs, 'milliseconds')
    if (!isNumber(maxDelayMs, 0, longestTimer)) {
      throw invalid('retry.maxDelayMs', maxDelayMs, `milliseconds, at most ${longestTimer}`)
    }
    if (!isNumber(factor, 1)) throw invalid('retry.factor', factor, 'a number, 1 or more')
    if (typeof jitter !== 'boolean') throw invalid('retry.jitter', jitter, 'true or false')
    if (when !== undefined && typeof when !== 'function') throw invalid('retry.when', when, 'a function')
    if (onRetry !== undefined && typeof onRetry !== 'function') throw invalid('retry.onRetry', onRetry, 'a function')
    this.#attempts = attempts
    this.#minDelayMs = minDelayMs
    this.#maxDelayMs = maxDelayMs
    this.#factor = factor
    this.#jitter = jitter
    this.#when = when
    this.#onRetry = onRetry
  }

  /**
   * Answers after how many milliseconds to try again, or `undefined` for never.
   *
   * @param task - of the attempt that failed
   */
  delayMs(reason: unknown, task: MapTask): number | undefined {
    if (task.attempt >= this.#attempts || (this.#when && !this.#when(reason, task))) return undefined
    const full = Math.min(this.#maxDelayMs, this.#minDelayMs * this.#factor ** (task.attempt - 1))
    // "Full jitter": Brooker, Exponential Backoff And Jitter, AWS 2015.
    const delayMs = this.#jitter ? Math.random() * full : full
    this.#onRetry?.(reason, task, delayMs)
    return delayMs
  }
}

/** The most milliseconds that timers know. */
export const longestTimer = 2 ** 31 - 1
