import type { Member } from './member.js'

/** All that is reserved and waited for in one name. */
interface Page {
  held: number
  spared: number
  waits: number
}

/**
 * Counts what plain reservations hold whose owner waits for more: those bytes do not come back before that wait ends.
 * Kept as sums, for each release asks while somebody waits.
 */
export class Owners {
  /** Bytes of all plain reservations. */
  heldBytes = 0
  /** Bytes of those whose owner waits, and was not told a moment ago to give way. */
  stuckBytes = 0
  readonly #pages = new Map<string, Page>()

  /** Counts bytes that a plain reservation was given, or gave back. */
  add(member: Member, bytes: number): void {
    this.heldBytes += bytes
    const { owner } = member
    if (owner === undefined) {
      if (member.waiting > 0 && !member.spared) this.stuckBytes += bytes
      return
    }
    this.#change(owner, page => {
      page.held += bytes
      if (member.spared) page.spared += bytes
    })
  }

  /** A growth began to wait. */
  began(member: Member): void {
    if (member.owner !== undefined) this.#change(member.owner, page => page.waits++)
    else if (isPlain(member) && member.waiting === 0 && !member.spared) this.stuckBytes += member.bytes
    member.waiting += 1
  }

  /** A growth waits no more. */
  ended(member: Member): void {
    member.waiting -= 1
    if (member.owner !== undefined) this.#change(member.owner, page => page.waits--)
    else if (isPlain(member) && member.waiting === 0 && !member.spared) this.stuckBytes -= member.bytes
  }

  /** Marks one whose wait was ended for the others' sake, or that waits anew. */
  spare(member: Member, spared: boolean): void {
    if (member.spared === spared) return
    member.spared = spared
    const bytes = spared ? member.bytes : -member.bytes
    if (member.owner !== undefined) this.#change(member.owner, page => (page.spared += bytes))
    else if (isPlain(member) && member.waiting > 0) this.stuckBytes -= bytes
  }

  /** Whether the owner of a holder waits, by this reservation or by another in its name. */
  waits(member: Member): boolean {
    if (member.waiting > 0) return true
    const owner = member.owner ?? (isPlain(member) ? undefined : member.name)
    return owner !== undefined && (this.#pages.get(owner)?.waits ?? 0) > 0
  }

  /** Bytes of plain reservations in a name. */
  heldBy(owner: string): number {
    return this.#pages.get(owner)?.held ?? 0
  }

  #change(owner: string, change: (page: Page) => void): void {
    let page = this.#pages.get(owner)
    if (page === undefined) {
      page = { held: 0, spared: 0, waits: 0 }
      this.#pages.set(owner, page)
    }
    this.stuckBytes -= stuck(page)
    change(page)
    this.stuckBytes += stuck(page)
    if (page.held === 0 && page.waits === 0) this.#pages.delete(owner)
  }
}

const isPlain = (member: Member) => member.consumer === undefined

const stuck = (page: Page) => (page.waits > 0 ? page.held - page.spared : 0)
