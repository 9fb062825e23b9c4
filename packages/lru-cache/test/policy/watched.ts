import type { EvictionPolicy, PolicyEntries, PolicyState } from '../../src/index.js'

// Quicker than an assertion of the test-runner's, for what is asked at each call.
function demand(isTrue: boolean, otherwise: string): void {
  if (!isTrue) throw new Error(otherwise)
}

import type { Table } from '../../src/table.js'

/** A policy that is looked at from the cache's side: who is there, in which order, what it was told of weights. */
export function watched(policy: EvictionPolicy) {
  let state: PolicyState | undefined
  let entries: PolicyEntries | undefined
  // Entries that the policy was given, with what it was told that they weigh.
  const weights = new Map<number, number>()
  const present = () => state as PolicyState
  const keysOf = (numbers: number[]) =>
    numbers.map(entry => (entries as unknown as { table: Table<unknown, unknown> }).table.keyAt(entry))

  function forwards(): number[] {
    const found: number[] = []
    for (let entry = present().first(); entry !== -1; entry = present().after(entry)) found.push(entry)
    return found
  }

  return {
    policy: {
      name: policy.name,
      create(given: PolicyEntries): PolicyState {
        const inner = policy.create(given)
        state = inner
        entries = given
        const { insert, evict, remove, reweigh, victim, clear } = Object.getPrototypeOf(inner) as PolicyState
        inner.insert = entry => {
          demand(!weights.has(entry), `entry ${entry} comes twice`)
          weights.set(entry, given.weightOf(entry))
          insert.call(inner, entry)
        }
        inner.reweigh = (entry, by) => {
          weights.set(entry, (weights.get(entry) as number) + by)
          reweigh.call(inner, entry, by)
        }
        inner.victim = spare => {
          const chosen = victim.call(inner, spare)
          if (chosen === -1) demand(weights.size === (spare === -1 ? 0 : 1), 'nobody is to go, and there is somebody')
          else demand(chosen !== spare && weights.has(chosen), `entry ${chosen} is to go, which is spared or gone`)
          demand(victim.call(inner, spare) === chosen, 'asked again, it is another one')
          return chosen
        }
        const gone = (entry: number) => {
          demand(given.weightOf(entry) === weights.get(entry), `entry ${entry} goes with another weight`)
          weights.delete(entry)
        }
        inner.evict = entry => {
          gone(entry)
          evict.call(inner, entry)
        }
        inner.remove = entry => {
          // A policy may take out its victims so, too.
          if (weights.has(entry)) gone(entry)
          remove.call(inner, entry)
        }
        inner.clear = () => {
          weights.clear()
          clear.call(inner)
        }
        return inner
      },
    } satisfies EvictionPolicy,
    state: present,
    /** Keys from who would go last to who would go first. */
    order: () => keysOf(forwards()),
    /** The same, walked from the other end. */
    backwards(): unknown[] {
      const found: number[] = []
      for (let entry = present().last(); entry !== -1; entry = present().before(entry)) found.push(entry)
      return keysOf(found)
    },
    /** Each entry is in the order once, and weighs what the policy was told. */
    check(): void {
      const found = forwards()
      demand(found.length === weights.size && found.every(entry => weights.has(entry)), 'the order is another one')
      for (const [entry, weight] of weights)
        demand((entries as PolicyEntries).weightOf(entry) === weight, `entry ${entry} has another weight`)
    },
  }
}
