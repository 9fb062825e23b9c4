/** A lock that is held as long as its holder lives, since the web tells nobody that a worker has ended. */
export interface HeldLock {
  /** What to wait for; `undefined` where there are no locks. */
  readonly name: string | undefined
  /** Lets it go. */
  free(): void
}

/** Takes a lock that nobody else has. */
export function holdLock(): Promise<HeldLock> {
  const none: HeldLock = { name: undefined, free: () => {} }
  const locks = globalThis.navigator?.locks
  if (!locks) return Promise.resolve(none)
  const name = `plimsoll-budget-${crypto.randomUUID()}`
  return new Promise(resolve => {
    const held = () => new Promise<void>(free => resolve({ name, free }))
    // Workers of an opaque origin have the interface but may not use it.
    locks.request(name, held).catch(() => resolve(none))
  })
}

/** Tells when another's lock comes free. */
export function awaitLock(name: string, signal: AbortSignal, freed: () => void): void {
  globalThis.navigator?.locks?.request(name, { signal }, freed).catch(() => {})
}
