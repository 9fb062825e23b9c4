/**
 * Makes `await using` end what a class makes by its `return()`, where the platform knows of it. To be called by the
 * constructor: no bundler leaves out a class that is not used where a static block does so.
 */
export function disposeByReturn(prototype: { return(): Promise<unknown> }): void {
  if (!Symbol.asyncDispose || Symbol.asyncDispose in prototype) return
  Object.defineProperty(prototype, Symbol.asyncDispose, {
    configurable: true,
    async value(this: typeof prototype) {
      await this.return()
    },
  })
}
