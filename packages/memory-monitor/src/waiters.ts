import { shown } from './check.js'
import { MemoryError } from './errors.js'
import { atMost, type MemoryLevel } from './level.js'
import { checkOptions, invalid, number, oneOf } from './options.js'

/** How {@link MemoryMonitor.ready} waits. */
export interface ReadyOptions {
  /** Gives up waiting; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal
  /**
   * Gives up waiting after so many milliseconds, with `MONITOR_TIMEOUT`.
   *
   * @defaultValue waits as long as it takes
   */
  readonly timeoutMs?: number
  /**
   * The worst level that is room enough.
   *
   * @defaultValue 'warning'
   */
  readonly level?: 'ok' | 'warning'
}

/** Refuses what cannot be waited by. */
export function checkReady(options: ReadyOptions): void {
  checkOptions('ready', options, ['signal', 'timeoutMs', 'level'])
  const { signal, timeoutMs, level } = options
  if (timeoutMs !== undefined) number('timeoutMs', timeoutMs, 0, 2 ** 31 - 1)
  if (level !== undefined) oneOf('level', level, ['ok', 'warning'])
  if (signal !== undefined && typeof signal?.throwIfAborted !== 'function')
    throw invalid(`signal is ${shown(signal)}; give an AbortSignal`)
}

interface Waiter {
  readonly level: MemoryLevel
  settle(error?: unknown): void
}

/** Those who wait for room. */
export class Waiters {
  readonly #waiting = new Set<Waiter>()
  readonly #changed: () => void
  readonly #why: (most: MemoryLevel) => string

  /**
   * @param changed - told when somebody begins or ends to wait
   * @param why - says what keeps those waiting who wait for a level
   */
  constructor(changed: () => void, why: (most: MemoryLevel) => string) {
    this.#changed = changed
    this.#why = why
  }

  /** How many there are. */
  get size(): number {
    return this.#waiting.size
  }

  /** Waits until {@link Waiters.tell} tells of a level that is good enough. */
  wait({ signal, timeoutMs, level = 'warning' }: ReadyOptions): Promise<void> {
    return new Promise((resolve, reject) => {
      let timer: ReturnType<typeof setTimeout> | undefined
      const abort = () => waiter.settle(signal?.reason)
      const waiter: Waiter = {
        level,
        settle: (...failure: [unknown?]) => {
          if (!this.#waiting.delete(waiter)) return
          clearTimeout(timer)
          signal?.removeEventListener('abort', abort)
          if (failure.length) reject(failure[0])
          else resolve()
          this.#changed()
        },
      }
      this.#waiting.add(waiter)
      signal?.addEventListener('abort', abort, { once: true })
      if (timeoutMs !== undefined) {
        timer = setTimeout(() => {
          const text = `ready() waited ${timeoutMs} ms for the level "${level}": ${this.#why(level)}`
          waiter.settle(new MemoryError('MONITOR_TIMEOUT', `${text}; free some, or wait longer`))
        }, timeoutMs)
      }
      this.#changed()
    })
  }

  /** Lets those go for whom a level is good enough. */
  tell(now: MemoryLevel): void {
    for (const waiter of [...this.#waiting]) if (atMost(now, waiter.level)) waiter.settle()
  }

  /** Rejects all. */
  fail(error: unknown): void {
    for (const waiter of [...this.#waiting]) waiter.settle(error)
  }
}
