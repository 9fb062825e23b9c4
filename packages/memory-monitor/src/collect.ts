import type * as v8 from 'node:v8'
import type * as vm from 'node:vm'
import { builtin } from './sources/builtin.js'

/**
 * Finds how to collect garbage by hand: `globalThis.gc` where the process was started with `--expose-gc`, else V8's
 * flag switched on at run time.
 *
 * @returns `undefined` where there is no way (browsers)
 */
function garbageCollector(): (() => void) | undefined {
  const { gc } = globalThis as { gc?: () => void }
  if (typeof gc === 'function') return () => gc()
  const flags = builtin<typeof v8>('node:v8')
  const contexts = builtin<typeof vm>('node:vm')
  try {
    flags?.setFlagsFromString?.('--expose-gc')
    const exposed: unknown = contexts?.runInNewContext('typeof gc === "function" ? gc : undefined')
    flags?.setFlagsFromString?.('--no-expose-gc')
    return typeof exposed === 'function' ? () => exposed() : undefined
  } catch {
    return undefined
  }
}

/** Collects garbage by hand, not more often than a cool-down allows. */
export class Collector {
  readonly #cooldownMs: number
  #found: { readonly collect: (() => void) | undefined } | undefined
  #lastMs = Number.NEGATIVE_INFINITY

  constructor(cooldownMs: number) {
    this.#cooldownMs = cooldownMs
  }

  /** Collects, and answers whether it did. */
  collect(): boolean {
    const now = performance.now()
    if (now - this.#lastMs < this.#cooldownMs) return false
    this.#found ??= { collect: garbageCollector() }
    if (!this.#found.collect) return false
    this.#lastMs = now
    this.#found.collect()
    return true
  }
}
