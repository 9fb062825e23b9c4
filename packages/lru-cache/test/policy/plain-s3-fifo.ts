/**
 * S3-FIFO as its paper tells it (Yang et al., SOSP 23, algorithm 1), with Maps for queues: slow, and plainly right. Bits are
 * cleared when a key moves to the main queue (section 4.1); keys in the ghost are known by the time of their insertion, in
 * insertions (section 4.2).
 */
export class PlainS3Fifo<K> {
  // Keys with their counts, the oldest first.
  readonly small = new Map<K, number>()
  readonly main = new Map<K, number>()
  readonly ghost = new Map<K, number>()
  readonly #size: number
  #ghosts = 0

  constructor(size: number) {
    this.#size = size
  }

  /** Asks for a key, and puts it in where it is not there. Answers whether it was. */
  request(key: K): boolean {
    for (const queue of [this.small, this.main]) {
      const count = queue.get(key)
      if (count === undefined) continue
      queue.set(key, Math.min(count + 1, 3))
      return true
    }
    this.#insert(key)
    return false
  }

  #insert(key: K): void {
    while (this.small.size + this.main.size >= this.#size) this.#evict()
    const since = this.ghost.get(key)
    this.ghost.delete(key)
    if (since !== undefined && this.#ghosts - since <= Math.floor((1 - 0.1) * this.#size)) this.main.set(key, 0)
    else this.small.set(key, 0)
  }

  #evict(): void {
    if (this.small.size >= 0.1 * this.#size || this.main.size === 0) this.#evictSmall()
    else this.#evictMain()
  }

  // Where somebody moves on, the main queue is full, so that the next to go is one of it.
  #evictSmall(): void {
    const [key, count] = oldest(this.small)
    this.small.delete(key)
    if (count > 1) this.main.set(key, 0)
    else this.ghost.set(key, this.#ghosts++)
  }

  #evictMain(): void {
    const [key, count] = oldest(this.main)
    this.main.delete(key)
    if (count > 0) this.main.set(key, count - 1)
  }
}

function oldest<K>(queue: Map<K, number>): [K, number] {
  for (const entry of queue) return entry
  throw new Error('nobody is there')
}
