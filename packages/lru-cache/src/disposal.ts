import type { DisposeReason, Disposer } from './options.js'

/** Tells of values that leave: `dispose` at once, `disposeAfter` when the call is through. */
export class Disposal<K, V> {
  readonly #before: Disposer<K, V> | undefined
  readonly #after: Disposer<K, V> | undefined
  readonly #waiting: [V, K, DisposeReason][] = []
  // `this` of both, as in lru-cache.
  readonly #cache: unknown

  constructor(cache: unknown, before: Disposer<K, V> | undefined, after: Disposer<K, V> | undefined) {
    this.#cache = cache
    this.#before = before
    this.#after = after
  }

  /** Whether anybody is to be told. */
  get isOn(): boolean {
    return this.#before !== undefined || this.#after !== undefined
  }

  /** A value is about to leave. */
  leave(value: V, key: K, reason: DisposeReason): void {
    this.#before?.call(this.#cache, value, key, reason)
    if (this.#after !== undefined) this.#waiting.push([value, key, reason])
  }

  /** The call is through. */
  settle(): void {
    const after = this.#after
    if (after === undefined) return
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift())
      after.apply(this.#cache, next)
  }
}
