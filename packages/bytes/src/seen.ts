// Which parts were counted already. Most values have few: those are kept in plain arrays, which cost less than a Set.

const maxFew = 16
/** A Set of V8 ends at 2^24 entries. */
const maxSet = 2 ** 24 - 1
/** V8 never concatenates shorter results lazily, so that comparing them reads no more than they are (src/objects/string.h, ConsString::kMinLength). */
const maxFlat = 12

class Members {
  #set: Set<unknown>
  readonly #full: Set<unknown>[] = []

  constructor(first: readonly unknown[]) {
    this.#set = new Set(first)
  }

  add(value: unknown): boolean {
    if (this.#set.has(value)) return false
    if (this.#full.length > 0 && this.#full.some(full => full.has(value))) return false
    if (this.#set.size === maxSet) {
      this.#full.push(this.#set)
      this.#set = new Set()
    }
    this.#set.add(value)
    return true
  }
}

/**
 * What was counted already, carried from one {@link measure} to the next: a part that several values share counts for
 * the first of them.
 *
 * Holds on to all that it has seen: let go of it with the values, and begin anew when they change.
 *
 * @example
 * ```ts
 * const seen = new Seen()
 * const both = measure(first, { seen }).heapBytes + measure(second, { seen }).heapBytes
 * ```
 */
export class Seen {
  readonly #few: unknown[] = new Array(maxFew).fill(undefined)
  #count = 0
  #many: Members | undefined
  readonly #fewTexts: string[] = new Array(maxFew).fill('')
  #countTexts = 0
  #manyTexts: Members | undefined

  /** Adds an object or symbol; answers whether it was new. */
  add(part: object | symbol): boolean {
    if (this.#many !== undefined) return this.#many.add(part)
    const few = this.#few
    const count = this.#count
    for (let at = 0; at < count; at++) if (few[at] === part) return false
    if (count === maxFew) {
      this.#many = new Members(few)
      return this.#many.add(part)
    }
    few[count] = part
    this.#count = count + 1
    return true
  }

  /** Adds a text; answers whether no equal one was there. */
  addText(text: string): boolean {
    if (this.#manyTexts !== undefined) return this.#manyTexts.add(text)
    const few = this.#fewTexts
    const count = this.#countTexts
    const { length } = text
    let mustHash = count === maxFew
    for (let at = 0; at < count && !mustHash; at++) {
      const other = few[at] as string
      if (other.length !== length) continue
      // Comparing would flatten what was concatenated; a Set compares hashes first.
      if (length > maxFlat) mustHash = true
      else if (other === text) return false
    }
    if (mustHash) {
      this.#manyTexts = new Members(few.slice(0, count))
      return this.#manyTexts.add(text)
    }
    few[count] = text
    this.#countTexts = count + 1
    return true
  }

  /** Forgets all, and lets go of it. */
  clear(): void {
    for (let at = 0; at < this.#count; at++) this.#few[at] = undefined
    for (let at = 0; at < this.#countTexts; at++) this.#fewTexts[at] = ''
    this.#count = 0
    this.#countTexts = 0
    this.#many = undefined
    this.#manyTexts = undefined
  }
}
