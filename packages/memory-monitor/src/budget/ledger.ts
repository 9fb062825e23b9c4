import type { MemoryUsage } from '@plimsoll/bytes'
import type { Member } from './member.js'

/** Counts what is held. It decides nothing. */
export class Ledger {
  /** All holders, in the order in which they came. */
  readonly members = new Set<Member>()
  /** Sum of all reservations. */
  reserved = 0
  /** Sum of what those hold who do not reserve, as they said last. */
  unreserved = 0
  /** Sum of the consumers' weights. */
  weights = 0
  /** Sum of what consumers need not go below. */
  guaranteed = 0
  readonly #silent = new Set<Member>()
  readonly #unreadable: (member: Member, answer: unknown) => void

  /** @param unreadable - told of a consumer whose `memoryUsage()` threw or answered no bytes */
  constructor(
    readonly limit: number,
    unreadable: (member: Member, answer: unknown) => void,
  ) {
    this.#unreadable = unreadable
  }

  /** What counts against the line, with what was read last. */
  get held(): number {
    return this.reserved + this.unreserved
  }

  /** Bytes free now; below 0 where those who do not reserve have passed the line. Asks each of them. */
  get room(): number {
    if (this.#silent.size > 0) this.#read()
    return this.limit - this.reserved - this.unreserved
  }

  /** Whether some are counted by what they say. */
  get asksUsage(): boolean {
    return this.#silent.size > 0
  }

  /** Bytes of the line that are a consumer's in proportion to the weights. */
  fairShare(member: Member): number {
    return member.consumer === undefined ? 0 : (this.limit * member.terms.weight) / this.weights
  }

  join(member: Member): void {
    member.joined = true
    this.members.add(member)
    if (member.consumer === undefined) return
    this.weights += member.terms.weight
    this.guaranteed += member.terms.min
    if (!member.reserves) this.#silent.add(member)
  }

  leave(member: Member): void {
    member.gone = true
    if (!this.members.delete(member)) return
    this.reserved -= member.bytes
    member.bytes = 0
    if (member.consumer === undefined) return
    this.weights -= member.terms.weight
    this.guaranteed -= member.terms.min
    if (this.#silent.delete(member)) this.unreserved -= member.usage
  }

  grow(member: Member, bytes: number): void {
    if (!member.reserves && bytes > 0) {
      member.reserves = true
      this.#silent.delete(member)
      this.unreserved -= member.usage
      member.usage = 0
    }
    member.bytes += bytes
    member.fruitless = 0
    this.reserved += bytes
  }

  shrink(member: Member, bytes: number): void {
    member.bytes -= bytes
    member.fruitless = 0
    this.reserved -= bytes
    if (member.pending !== undefined) member.pending.freedBytes += bytes
  }

  /** What a consumer says it holds; what it said last where that is of no use. */
  usageOf(member: Member): MemoryUsage | undefined {
    const consumer = member.consumer?.deref()
    if (consumer === undefined) return undefined
    let answer: unknown
    try {
      const usage = consumer.memoryUsage()
      if (isUsage(usage)) {
        member.unreadable = false
        return usage
      }
      answer = usage
    } catch (error) {
      answer = error
    }
    // Each poll would tell it anew.
    if (!member.unreadable) {
      member.unreadable = true
      this.#unreadable(member, answer)
    }
    return undefined
  }

  #read(): void {
    for (const member of this.#silent) {
      const usage = this.usageOf(member)
      if (usage === undefined) continue
      const bytes = usage.heapBytes + usage.externalBytes
      if (bytes === member.usage) continue
      if (member.pending !== undefined && bytes < member.usage) member.pending.freedBytes += member.usage - bytes
      this.unreserved += bytes - member.usage
      member.usage = bytes
      member.fruitless = 0
    }
  }
}

function isUsage(usage: MemoryUsage): boolean {
  return isBytes(usage?.heapBytes) && isBytes(usage.externalBytes)
}

function isBytes(bytes: unknown): boolean {
  return typeof bytes === 'number' && bytes >= 0 && bytes <= Number.MAX_SAFE_INTEGER
}
