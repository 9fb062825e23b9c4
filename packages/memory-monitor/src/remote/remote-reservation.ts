import type { MemoryReservation, ReserveOptions } from '@plimsoll/bytes'
import { leave } from '../budget/give-up.js'
import { checkBytes } from '../budget/options.js'

/** Where the bytes come from. */
export interface Source {
  /** Takes bytes of what is here, at once or not at all. */
  take(bytes: number): boolean
  /** Takes bytes, waiting for them. */
  wait(bytes: number, signal: AbortSignal | undefined): Promise<void>
  /** Takes bytes back. */
  release(bytes: number): void
}

/** What one holder has of a budget at the other end. */
export class RemoteReservation implements MemoryReservation {
  static {
    if (Symbol.dispose)
      Object.defineProperty(RemoteReservation.prototype, Symbol.dispose, {
        value(this: RemoteReservation) {
          this[leave]()
        },
        configurable: true,
        writable: true,
      })
  }

  declare [Symbol.dispose]: () => void
  #bytes = 0
  readonly #parent: Source

  constructor(parent: Source) {
    this.#parent = parent
  }

  get bytes(): number {
    return this.#bytes
  }

  tryGrow(bytes: number): boolean {
    checkBytes(bytes, 'tryGrow')
    const taken = this.#parent.take(bytes)
    if (taken) this.#bytes += bytes
    return taken
  }

  async grow(bytes: number, { signal }: Pick<ReserveOptions, 'signal'> = {}): Promise<void> {
    checkBytes(bytes, 'grow')
    await this.#parent.wait(bytes, signal)
    this.#bytes += bytes
  }

  shrink(bytes: number): void {
    checkBytes(bytes, 'shrink')
    const released = Math.min(bytes, this.#bytes)
    this.#bytes -= released
    this.#parent.release(released)
  }

  /** As `Symbol.dispose`, which some platforms lack. */
  [leave](): void {
    this.shrink(this.#bytes)
  }
}
