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
    this.note(
      this.#holders.map(holder => {
        const { heapBytes, externalBytes } = holder.memoryUsage()
        return [holder.name, heapBytes + externalBytes]
      }),
    )
  }

  /** Takes what holders elsewhere hold at one time, by name. */
  note(bytesByHolder: Iterable<readonly [name: string, bytes: number]>): void {
    let sum = 0
    for (const [name, bytes] of bytesByHolder) {
      this.#most.set(name, Math.max(bytes, this.#most.get(name) ?? 0))
      sum += bytes
    }
    this.#counted = Math.max(this.#counted, sum)
  }

  /** The most so far. */
  get peak(): MemoryPeak {
    const rss = process.resourceUsage().maxRSS * 1024
    return { holders: Object.fromEntries(this.#most), counted: this.#counted, rss }
  }
}
