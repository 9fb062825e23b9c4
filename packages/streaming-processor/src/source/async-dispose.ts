/** Makes `await using` end what a class makes by its `return()`, where the platform knows of it. */
export function disposeByReturn(prototype: { return(): Promise<unknown> }): void {
  if (!Symbol.asyncDispose) return
  Object.defineProperty(prototype, Symbol.asyncDispose, {
    configurable: true,
    async value(this: typeof prototype) {
      await this.return()
    },
  })
}
