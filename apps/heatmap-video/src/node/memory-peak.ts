import type { MemoryConsumer } from '@plimsoll/bytes'

/** The most that was held, in bytes. */
export interface MemoryPeak {
  /** The most of each holder, by its name, as it counts itself. */
  readonly holders: Record<string, number>
  /** The most of all holders together. */
  readonly counted: number
  /** The most of this process, as the system counts it: code, stacks and workers included. */
  readonly rss: number
}

/** Looks at holders now and then, and keeps the most. */
export class MemoryWatch {
  readonly #holders: MemoryConsumer[] = []
  readonly #most = new Map<string, number>()
  #counted = 0

  /** Looks at these from now on. */
  add(...holders: MemoryConsumer[]): void {
    this.#holders.push(...holders)
    this.look()
  }

  /** Looks now. */
  look(): void {
    let sum = 0
    for (const holder of this.#holders) {
      const { heapBytes, externalBytes } = holder.memoryUsage()
      const bytes = heapBytes + externalBytes
      sum += bytes
      this.#most.set(holder.name, Math.max(bytes, this.#most.get(holder.name) ?? 0))
    }
    this.#counted = Math.max(this.#counted, sum)
  }

  /** The most so far. */
  get peak(): MemoryPeak {
    const rss = process.resourceUsage().maxRSS * 1024
    return { holders: Object.fromEntries(this.#most), counted: this.#counted, rss }
  }
}
