import type { MemoryUsage } from '@plimsoll/bytes'
import type { Member } from './member.js'
import { Owners } from './owners.js'

/** The limit of a nested budget that was given none: as much as its parent gives. */
export const noLimit = Number.MAX_SAFE_INTEGER

/** Counts what is held. It decides nothing. */
export class Ledger {
  /** All holders, in the order in which they came. */
  readonly members = new Set<Member>()
  /** Those that are consumers, in that order. */
  readonly consumers = new Set<Member>()
  /** Who holds plain reservations, and which of them wait. */
  readonly owners = new Owners()
  /** Sum of all reservations. */
  reserved = 0
  /** Sum of what is held beyond the reservations, as the holders said last. */
  unreserved = 0
  /** Sum of the consumers' weights. */
  weights = 0
  /** Sum of what consumers need not go below. */
  guaranteed = 0
  /** The lowest line above, where there is one that can be read. */
  lineAbove: (() => number) | undefined
  /** Told when this ledger begins or ends to ask holders what they hold. */
  readonly watchers = new Set<(asks: boolean) => void>()
  readonly #asked = new Set<Member>()
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
    if (this.#asked.size > 0) for (const member of this.#asked) this.#read(member)
    return this.limit - this.reserved - this.unreserved
  }

  /** Whether some are counted by what they say. */
  get asksUsage(): boolean {
    return this.#asked.size > 0
  }

  /** The lowest of its own line and those above. */
  get reach(): number {
    return this.lineAbove === undefined ? this.limit : Math.min(this.limit, this.lineAbove())
  }

  /** The line as it was drawn, or the lowest above where none was. */
  get line(): number {
    return this.limit === noLimit ? this.reach : this.limit
  }

  /** Bytes of the line that are a consumer's in proportion to the weights. */
  fairShare(member: Member): number {
    return member.consumer === undefined ? 0 : (this.reach * member.terms.weight) / this.weights
  }

  join(member: Member): void {
    member.joined = true
    this.members.add(member)
    if (member.consumer === undefined) return
    this.consumers.add(member)
    this.weights += member.terms.weight
    this.guaranteed += member.terms.min
    this.#watch(member)
    if (!member.reserves || member.nested?.deref()?.asksUsage) this.#ask(member, true)
  }

  leave(member: Member): void {
    member.gone = true
    if (!this.members.delete(member)) return
    this.reserved -= member.bytes
    if (member.consumer === undefined) this.owners.add(member, -member.bytes)
    member.bytes = 0
    if (member.consumer === undefined) return
    this.consumers.delete(member)
    this.weights -= member.terms.weight
    this.guaranteed -= member.terms.min
    member.unwatch?.()
    this.#ask(member, false)
  }

  grow(member: Member, bytes: number): void {
    const begins = !member.reserves && bytes > 0
    member.bytes += bytes
    member.fruitless = 0
    this.reserved += bytes
    if (member.consumer === undefined) this.owners.add(member, bytes)
    if (begins) member.reserves = true
    if (begins && !member.nested?.deref()?.asksUsage) this.#ask(member, false)
    // What a nested budget reserves covers first what its holders hold without reserving.
    else if (member.usage > 0) this.#count(member, Math.max(0, member.usage - bytes))
  }

  shrink(member: Member, bytes: number): void {
    member.bytes -= bytes
    member.fruitless = 0
    this.reserved -= bytes
    if (member.consumer === undefined) this.owners.add(member, -bytes)
    if (member.pending !== undefined) member.pending.freedBytes += bytes
  }

  /** Reads anew what one holds that is counted by what it says. */
  refresh(member: Member): void {
    if (this.#asked.has(member)) this.#read(member)
  }

  /** What a consumer says it holds, in whole bytes; nothing where that is of no use. */
  usageOf(member: Member): MemoryUsage | undefined {
    const consumer = member.consumer?.deref()
    if (consumer === undefined) return undefined
    let answer: unknown
    try {
      answer = consumer.memoryUsage()
      const usage = wholeUsage(answer)
      if (usage !== undefined) {
        member.unreadable = false
        return usage
      }
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

  #read(member: Member): void {
    const nested = member.nested?.deref()
    let bytes: number
    if (nested) bytes = Math.max(0, nested.limit - nested.room - member.bytes)
    else {
      const usage = this.usageOf(member)
      if (usage === undefined) return
      bytes = usage.heapBytes + usage.externalBytes
    }
    if (bytes === member.usage) return
    if (member.pending !== undefined && bytes < member.usage) member.pending.freedBytes += member.usage - bytes
    this.#count(member, bytes)
    member.fruitless = 0
  }

  #count(member: Member, usage: number): void {
    this.unreserved += usage - member.usage
    member.usage = usage
  }

  #ask(member: Member, asks: boolean): void {
    const before = this.asksUsage
    if (asks) this.#asked.add(member)
    else {
      this.#asked.delete(member)
      this.#count(member, 0)
    }
    if (before !== this.asksUsage) for (const told of this.watchers) told(!before)
  }

  /** A nested budget whose holders all reserve holds what it reserved, and need not be asked. */
  #watch(member: Member): void {
    const nested = member.nested?.deref()
    if (nested === undefined) return
    const told = (asks: boolean) => this.#ask(member, asks || !member.reserves)
    nested.watchers.add(told)
    member.unwatch = () => member.nested?.deref()?.watchers.delete(told)
  }
}

/** Rounded up: parts of a byte, as a sampled mean has, would be lost on the way to a parent. */
function wholeUsage(answer: unknown): MemoryUsage | undefined {
  const { heapBytes, externalBytes, entries } = answer as Record<keyof MemoryUsage, unknown>
  if (!isBytes(heapBytes) || !isBytes(externalBytes)) return undefined
  return {
    heapBytes: Math.ceil(heapBytes),
    externalBytes: Math.ceil(externalBytes),
    entries: isBytes(entries) ? Math.ceil(entries) : 0,
  }
}

function isBytes(bytes: unknown): bytes is number {
  return typeof bytes === 'number' && bytes >= 0 && bytes <= Number.MAX_SAFE_INTEGER
}
