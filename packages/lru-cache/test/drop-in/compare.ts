import { Made } from './journal.js'
import type { Trace } from './run.js'

/** Where two runs of a program part: a step, and what each wrote from there on. */
export interface Difference {
  readonly step: number
  readonly expected: readonly unknown[]
  readonly found: readonly unknown[]
  /** The first item of the page that differs. */
  readonly at: number
}

/** Answers where `found` is not what `expected` is. */
export function compare(expected: Trace, found: Trace): Difference | undefined {
  for (let step = 0; step < expected.length; step++) {
    const one = expected[step] ?? []
    const other = found[step] ?? []
    const length = Math.max(one.length, other.length)
    for (let at = 0; at < length; at++) {
      if (!same(one[at], other[at])) return { step, expected: one, found: other, at }
    }
  }
  return undefined
}

function same(expected: unknown, found: unknown): boolean {
  return Object.is(expected, found) || (expected instanceof Made && found instanceof Made && asGood(expected, found))
}

/** An error may be of a class derived from the peer's, and say more after what the peer says. */
function asGood({ error: peers }: Made, { error: ours }: Made): boolean {
  if (peers instanceof DOMException) return ours instanceof DOMException && ours.name === peers.name
  return ours instanceof (peers.constructor as typeof Error) && ours.message.startsWith(peers.message)
}
