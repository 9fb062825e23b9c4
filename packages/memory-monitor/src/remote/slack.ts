/** Bytes that an owner granted: those that were taken, and those that are free, so that `tryGrow` need not ask. */
export class Slack {
  /** Bytes that were taken. */
  held = 0
  /** Bytes that are free. */
  free = 0
  /** Bytes that somebody tried to have and could not. */
  missed = 0
  /** Nothing was free when bytes ahead were asked for; asking again waits for a reason. */
  dry = false
  readonly #leastBytes: number

  /** @param leastBytes - what is kept ahead at least */
  constructor(leastBytes: number) {
    this.#leastBytes = leastBytes
  }

  /** Free bytes that are kept. */
  get target(): number {
    return this.targetWith(0)
  }

  /** Free bytes that are kept when so many more are taken. */
  targetWith(bytes: number): number {
    return Math.max(this.#leastBytes, Math.floor((this.held + bytes) / 16))
  }

  /** Free bytes beyond those that are kept. */
  get excess(): number {
    return this.free - this.target
  }

  /** Whether bytes ahead are to be fetched. */
  get isLow(): boolean {
    return this.free < this.target / 2
  }

  /** Takes of what is free. */
  take(bytes: number): boolean {
    if (bytes > this.free) return false
    this.free -= bytes
    this.held += bytes
    return true
  }

  /** What to ask for when nobody waits: what was missed, or more ahead. */
  lacking(): { readonly bytes: number; readonly ahead: number } | undefined {
    const bytes = Math.max(0, this.missed - this.free)
    this.missed = 0
    if (bytes > 0) return { bytes, ahead: this.targetWith(bytes) }
    return !this.dry && this.isLow ? { bytes: 0, ahead: this.target - this.free } : undefined
  }
}
