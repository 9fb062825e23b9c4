import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { KeptPictures } from '../src/video/kept-pictures.js'
import { TallyingBudget } from './tallying-budget.js'

const picture = (bytes: number) => new Blob([new Uint8Array(bytes)])

/** What a picture takes beside its bytes. */
const entryBytes = 200

/** Pictures within a bound, and the budget that they are reserved in. */
class World {
  readonly budget = new TallyingBudget()
  readonly kept: KeptPictures

  constructor(maxBytes: number) {
    this.kept = new KeptPictures(maxBytes)
    this.kept.join(this.budget, {
      name: 'pictures',
      memoryUsage: () => this.kept.usage(),
      reclaim: n => this.kept.reclaim(n),
    })
  }
}

describe('KeptPictures', () => {
  it('reserves a picture before it is kept, its entry included, and gives it back when it is forgotten', () => {
    const { kept, budget } = new World(10_000)
    kept.keep(3, picture(1000))
    expect([budget.bytes, kept.usage()]).toEqual([1200, { heapBytes: 200, externalBytes: 1000, entries: 1 }])
    expect([kept.delete(3), budget.bytes, kept.delete(3), budget.bytes]).toEqual([true, 0, false, 0])
  })

  it('does not keep what the budget refuses', () => {
    const { kept, budget } = new World(10_000)
    budget.limit = 1100
    kept.keep(0, picture(1000))
    expect([kept.get(0), budget.bytes]).toEqual([undefined, 0])
  })

  it('gives those used longest ago for a new one where the budget has no more', () => {
    const { kept, budget } = new World(10_000)
    budget.limit = 3 * 1200
    for (const index of [0, 1, 2]) kept.keep(index, picture(1000))
    kept.get(0)
    kept.keep(3, picture(1000))
    expect([0, 1, 2, 3].map(index => kept.has(index))).toEqual([true, false, true, true])
  })

  it('does not give all it has for one that is larger than all', () => {
    const { kept, budget } = new World(10_000)
    kept.keep(0, picture(1000))
    budget.limit = 1500
    kept.keep(1, picture(2000))
    expect([kept.has(0), kept.has(1)]).toEqual([true, false])
  })

  it('gives all back and leaves the budget when it is closed', () => {
    const { kept, budget } = new World(10_000)
    kept.keep(0, picture(1000))
    expect([budget.bytes, budget.holders.size]).toEqual([1200, 1])
    kept.close()
    expect([kept.usage().entries, budget.bytes, budget.holders.size]).toEqual([0, 0, 0])
  })

  it('holds what it has reserved, and what a plain list would hold, after any calls', () => {
    fc.assert(
      fc.property(fc.array(call, { maxLength: 40 }), calls => {
        const { kept, budget } = new World(maxBytes)
        const model = new PlainList(budget)
        for (const asked of calls) {
          expect(apply(kept, budget, asked)).toEqual(apply(model, budget, asked))
          const { heapBytes, externalBytes, entries } = kept.usage()
          expect([heapBytes + externalBytes, entries]).toEqual([model.bytes, model.list.length])
          expect(budget.bytes).toBe(heapBytes + externalBytes)
          expect(model.list.every(([index]) => kept.has(index))).toBe(true)
        }
      }),
    )
  })
})

const maxBytes = 3000

const index = fc.nat(5)
const call = fc.oneof(
  fc.record({ name: fc.constant('keep' as const), index, bytes: fc.nat(3200) }),
  fc.record({ name: fc.constant('get' as const), index }),
  fc.record({ name: fc.constant('delete' as const), index }),
  fc.record({ name: fc.constant('reclaim' as const), bytes: fc.integer({ min: -10, max: 4000 }) }),
  fc.record({ name: fc.constant('limit' as const), bytes: fc.nat(5000) }),
)
type Call = typeof call extends fc.Arbitrary<infer T> ? T : never

function apply(pictures: KeptPictures | PlainList, budget: TallyingBudget, asked: Call): unknown {
  switch (asked.name) {
    case 'limit':
      budget.limit = asked.bytes
      return undefined
    case 'reclaim':
      return pictures.reclaim(asked.bytes)
    case 'keep':
      return pictures.keep(asked.index, picture(asked.bytes))
    case 'get':
      return pictures.get(asked.index)?.size
    case 'delete':
      return pictures.delete(asked.index)
  }
}

/** Index and size of each picture in an array, the one used longest ago first; searched and summed. */
class PlainList {
  list: Array<readonly [index: number, picture: Blob]> = []
  readonly #budget: TallyingBudget

  constructor(budget: TallyingBudget) {
    this.#budget = budget
  }

  get bytes(): number {
    return this.list.reduce((sum, [, { size }]) => sum + size + entryBytes, 0)
  }

  get(index: number): Blob | undefined {
    const found = this.list.find(([other]) => other === index)
    if (found) this.list = [...this.list.filter(entry => entry !== found), found]
    return found?.[1]
  }

  keep(index: number, picture: Blob): void {
    this.delete(index)
    const bytes = picture.size + entryBytes
    if (bytes > maxBytes) return
    this.reclaim(this.bytes + bytes - maxBytes)
    if (this.bytes + bytes > this.#budget.limit && this.bytes >= bytes) this.reclaim(bytes)
    if (this.bytes + bytes <= this.#budget.limit) this.list.push([index, picture])
  }

  delete(index: number): boolean {
    const before = this.list.length
    this.list = this.list.filter(([other]) => other !== index)
    return this.list.length < before
  }

  reclaim(bytes: number): number {
    const before = this.bytes
    while (this.list.length > 0 && before - this.bytes < bytes) this.list.shift()
    return before - this.bytes
  }
}
