/**
 * A promise of work that has not begun: it can be kept before, for whoever is called by that work may ask for it again.
 *
 * @example
 * ```ts
 * const { promise, begin } = later<void>()
 * this.#closed = promise
 * begin(() => this.#close())
 * ```
 */
export function later<T>(): { readonly promise: Promise<T>; begin(work: () => Promise<T>): void } {
  let resolve: (work: Promise<T>) => void = () => {}
  const promise = new Promise<T>(resolvePromise => {
    resolve = resolvePromise
  })
  return { promise, begin: work => resolve(work()) }
}
