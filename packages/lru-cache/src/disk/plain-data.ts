import { Unencodable } from './unencodable.js'

// Their names would have to be told from their indexes one by one, which takes longer than all else beyond that.
const longestNamed = 4096

/** Refuses an object that would come back without some of its members, or with values in place of accessors. */
export function checkMembers(value: object, names: readonly string[]): void {
  refuseSymbols(value, 'an object')
  const all = Object.getOwnPropertyNames(value)
  if (all.length !== names.length) {
    const seen = new Set(names)
    throw new Unencodable(`an object with the hidden member "${all.find(name => !seen.has(name))}"`)
  }
  for (const name of names) {
    const member = Object.getOwnPropertyDescriptor(value, name)
    if (member?.get || member?.set) throw new Unencodable(`an object with the accessor "${name}"`)
  }
}

/** Refuses an array of a class, and one that has more than items. */
export function checkItems(items: readonly unknown[]): void {
  if (Object.getPrototypeOf(items) !== Array.prototype) throw new Unencodable(`an array of ${classOf(items)}`)
  refuseSymbols(items, 'an array')
  if (items.length > longestNamed) return
  const names = Object.getOwnPropertyNames(items)
  // Behind the indexes and `length`, in the order in which they came.
  const last = names[names.length - 1]
  if (last !== 'length') throw new Unencodable(`an array with the member "${last}"`)
}

/** Refuses an object with any member of its own: for those whose content lies elsewhere. */
export function checkBare(value: object, what: string): void {
  refuseSymbols(value, what)
  const [name] = Object.getOwnPropertyNames(value)
  if (name !== undefined) throw new Unencodable(`${what} with the member "${name}"`)
}

/** Refuses what has symbols for keys; `O(1)` where it has none. */
export function refuseSymbols(value: object, what: string): void {
  const [symbol] = Object.getOwnPropertySymbols(value)
  if (symbol !== undefined) throw new Unencodable(`${what} with the key ${String(symbol)}`)
}

/** The name of an object's class. */
export function classOf(value: object): string {
  const prototype: { constructor?: { name?: string } } | null = Object.getPrototypeOf(value)
  return prototype?.constructor?.name || 'a class'
}
